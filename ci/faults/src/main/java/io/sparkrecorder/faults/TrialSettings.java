package io.sparkrecorder.faults;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a trial, from environment variables.
 *
 * @param kills KILLS: the least number of recorders to kill
 * @param seed SEED: determines everything random; by default different each time
 * @param round ROUND: runs only this round
 * @param atOnce AT_ONCE: number of rounds that run at the same time
 * @param folder FAULTS_DIR: the folder in which rounds leave their files
 */
record TrialSettings(int kills, long seed, Optional<Integer> round, int atOnce, Path folder) {
  private static final int SEEDS = 1_000_000;

  static TrialSettings of(Map<String, String> environment, Path folder) {
    return new TrialSettings(
        number(environment, "KILLS").orElse(100),
        number(environment, "SEED").orElseGet(() -> new SecureRandom().nextInt(SEEDS)),
        number(environment, "ROUND"),
        number(environment, "AT_ONCE").orElse(2),
        Optional.ofNullable(environment.get("FAULTS_DIR"))
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .orElse(folder)
            .toAbsolutePath());
  }

  private static Optional<Integer> number(Map<String, String> environment, String name) {
    String text = environment.getOrDefault(name, "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(name + "=" + text + ": expected a number such as 100");
    }
    return Optional.of(Integer.valueOf(text));
  }
}
