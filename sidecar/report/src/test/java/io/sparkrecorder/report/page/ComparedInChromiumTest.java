package io.sparkrecorder.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sparkrecorder.report.SampleRecording;
import io.sparkrecorder.report.cli.Commands;
import io.sparkrecorder.testbed.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real applications in one page, from the recordings to the signs that a person sees. */
class ComparedInChromiumTest {
  @TempDir private Path folder;

  @Test
  void frame_that_only_this_application_has_is_more_and_the_other_is_less() throws IOException {
    Path now = application("now", SampleRecording.parsing());
    Path before = application("before", SampleRecording.joining());
    Path page = folder.resolve("page.html");
    Optional<Chromium> started = Chromium.start("spark-recorder");
    assumeThat(started).as("Chromium").isPresent();

    Commands.Ran ran =
        Commands.run(
            Map.of(),
            "report",
            now.toString(),
            "--compare",
            before.toString(),
            "--out",
            page.toString());

    assertThat(ran.exit()).isZero();
    try (Chromium chromium = started.get()) {
      chromium.open(page.toUri(), "diff=compare");
      chromium.labelled("Search").sendKeys("SampleRecording\\.(parse|join)$");
      assertThat(row(chromium, "SampleRecording.parse")).containsPattern("\\+\\d+\\.\\d$");
      assertThat(row(chromium, "SampleRecording.join")).containsPattern("−\\d+\\.\\d$");
      assertThat(chromium.text(".sr-summary-text"))
          .contains(
              "compared with %d samples of before".formatted(SampleRecording.joining().samples()));
    }
  }

  private static String row(Chromium chromium, String name) {
    return chromium.all(".sr-top tbody tr").stream()
        .map(row -> row.getText().strip())
        .filter(text -> text.contains(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row of " + name));
  }

  private Path application(String name, SampleRecording recording) throws IOException {
    Path application = folder.resolve(name);
    Files.createDirectories(application.resolve("executor-1"));
    Files.write(application.resolve("executor-1/a.jfr"), recording.bytes());
    return application;
  }
}
