package io.sparkrecorder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.ProjectFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs a short trial with a fixed seed; `make faults` runs long ones. */
class SmokeTest {
  private static final int KILLS = 12;
  private static final long SEED = 5;

  @Test
  void recorders_killed_a_few_times_lose_and_duplicate_nothing() throws Exception {
    Path folder = Path.of("target/smoke").toAbsolutePath();
    TrialSettings settings = new TrialSettings(KILLS, SEED, Optional.empty(), 2, folder);
    List<String> program =
        List.of("-cp", System.getProperty("java.class.path"), "io.sparkrecorder.cli.Main");

    List<Round.Result> results =
        new Trial(settings, ProjectFolder.find().recorderOptions(), program, System.out).run();

    assertThat(results.stream().flatMap(result -> result.mismatches().stream())).isEmpty();
    assertThat(results.stream().mapToInt(Round.Result::kills).sum()).isGreaterThanOrEqualTo(KILLS);
  }
}
