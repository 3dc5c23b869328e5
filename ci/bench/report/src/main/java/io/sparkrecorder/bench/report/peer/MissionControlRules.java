package io.sparkrecorder.bench.report.peer;

import java.io.File;
import java.io.IOException;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.rules.report.html.JfrHtmlRulesReport;

/** Makes JDK Mission Control's report of its rules for each recording. */
public final class MissionControlRules {
  private MissionControlRules() {}

  /** Takes the recordings. */
  public static void main(String[] args) throws IOException, CouldNotLoadRecordingException {
    long characters = 0;
    for (String file : args) {
      characters += JfrHtmlRulesReport.createReport(new File(file)).length();
    }
    System.out.printf("characters %d%n", characters);
  }
}
