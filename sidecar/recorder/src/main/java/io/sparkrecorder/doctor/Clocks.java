package io.sparkrecorder.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compares this machine's clock with a server's. */
public final class Clocks implements Check {
  static final String FIX = "synchronize the clock (chrony, NTP)";

  private static final Duration WARNING = Duration.ofSeconds(60);
  private static final Duration WRONG = Duration.ofMinutes(5);

  private final String server;
  private final Supplier<Optional<Duration>> ahead;

  /**
   * Compares nothing yet.
   *
   * @param server name of the server
   * @param ahead the time by which its clock is ahead; empty without an answer
   */
  public Clocks(String server, Supplier<Optional<Duration>> ahead) {
    this.server = server;
    this.ahead = ahead;
  }

  @Override
  public String name() {
    return "clock and " + server;
  }

  @Override
  public void run(Consumer<Finding> findings) {
    findings.accept(
        ahead
            .get()
            .map(this::finding)
            .orElseGet(() -> Finding.skipped(name(), server + " did not tell its time")));
  }

  private Finding finding(Duration difference) {
    Duration size = difference.abs();
    String detail =
        "this machine's clock is %d s %s the clock of %s"
            .formatted(size.toSeconds(), difference.isNegative() ? "ahead of" : "behind", server);
    if (size.compareTo(WARNING) < 0) {
      return Finding.ok(
          name(), "the clocks differ by less than %d s".formatted(size.toSeconds() + 1));
    }
    String fix = FIX + " of the node or of " + server + "; S3 refuses requests from 15 min on";
    return size.compareTo(WRONG) < 0
        ? Finding.warning(name(), detail, fix)
        : Finding.wrong(name(), detail, fix);
  }
}
