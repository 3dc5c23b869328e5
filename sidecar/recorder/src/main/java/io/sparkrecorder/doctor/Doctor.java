package io.sparkrecorder.doctor;

import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.util.List;
import java.util.function.Consumer;

/** Makes the checks one after the other. A check that fails by itself does not hide the others. */
public final class Doctor {
  private final List<Check> checks;
  private final Deadline end;

  /**
   * Makes no check yet.
   *
   * @param end the moment after which no check begins, and findings are dropped: a check that was
   *     interrupted knows nothing
   */
  public Doctor(List<Check> checks, Deadline end) {
    this.checks = List.copyOf(checks);
    this.end = end;
  }

  /** Makes all checks and gives their findings as they come. */
  public void examine(Consumer<Finding> findings) {
    for (Check check : checks) {
      if (end.passed()) {
        return;
      }
      examine(
          check,
          finding -> {
            if (!end.passed()) {
              findings.accept(finding);
            }
          });
    }
  }

  private static void examine(Check check, Consumer<Finding> findings) {
    try {
      check.run(findings);
    } catch (S3Problem e) {
      findings.accept(Finding.wrong(check.name(), e.problem().message(), S3Fixes.of(e.problem())));
    } catch (RuntimeException | Error e) {
      findings.accept(
          Finding.wrong(
              check.name(),
              "the check itself failed: " + Failures.message(e),
              "report it as a bug of the recorder, with this line"));
    }
  }
}
