package io.sparkrecorder.doctor;

import java.util.Optional;

/**
 * One line of the report.
 *
 * @param check name of the check
 * @param verdict the result
 * @param detail the state that was found
 * @param fix the line to type or the value to set; empty if there is nothing to do
 */
public record Finding(String check, Verdict verdict, String detail, Optional<String> fix) {
  static Finding ok(String check, String detail) {
    return new Finding(check, Verdict.OK, detail, Optional.empty());
  }

  static Finding warning(String check, String detail, String fix) {
    return new Finding(check, Verdict.WARNING, detail, Optional.of(fix));
  }

  static Finding wrong(String check, String detail, String fix) {
    return new Finding(check, Verdict.WRONG, detail, Optional.of(fix));
  }

  static Finding skipped(String check, String why) {
    return new Finding(check, Verdict.SKIPPED, why, Optional.empty());
  }

  static Finding skipped(String check, String why, String fix) {
    return new Finding(check, Verdict.SKIPPED, why, Optional.of(fix));
  }
}
