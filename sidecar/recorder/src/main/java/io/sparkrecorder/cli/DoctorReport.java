package io.sparkrecorder.cli;

import io.sparkrecorder.doctor.Finding;
import io.sparkrecorder.doctor.Verdict;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.text.Words;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Prints findings: for people one line each as they come, with the fix below it; for programs one
 * JSON document at the end.
 */
final class DoctorReport implements Consumer<Finding> {
  private final PrintWriter out;
  private final boolean json;
  private final List<Finding> findings = new ArrayList<>();

  DoctorReport(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
    if (!json) {
      row("CHECK", "VERDICT", "DETAIL");
    }
  }

  @Override
  public void accept(Finding finding) {
    findings.add(finding);
    if (!json) {
      row(finding.check(), Words.of(finding.verdict()), finding.detail());
      finding.fix().ifPresent(fix -> row("", "", "fix: " + fix));
    }
  }

  boolean isWrong() {
    return count(Verdict.WRONG) > 0;
  }

  /** Prints the document, or the line that sums up the table. */
  void end() {
    if (json) {
      out.print(Printable.json(new String(Json.document(document()), StandardCharsets.UTF_8)));
    } else {
      out.printf(
          "%n%d wrong, %d warnings, %d skipped, %d ok%n",
          count(Verdict.WRONG), count(Verdict.WARNING), count(Verdict.SKIPPED), count(Verdict.OK));
    }
    out.flush();
  }

  private void row(String check, String verdict, String detail) {
    out.printf("%-29s  %-7s  %s%n", Printable.of(check), verdict, Printable.of(detail));
    out.flush();
  }

  private long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      document.put(Words.of(verdict), count(verdict));
    }
    document.put("findings", findings.stream().map(DoctorReport::toMap).toList());
    return document;
  }

  private static Map<String, Object> toMap(Finding finding) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("check", finding.check());
    map.put("verdict", Words.of(finding.verdict()));
    map.put("detail", finding.detail());
    finding.fix().ifPresent(fix -> map.put("fix", fix));
    return map;
  }
}
