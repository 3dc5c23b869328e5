package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.ProjectFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording that is larger than the memory of the report. */
class LargeRecordingTest {
  private static final long BYTES = 200_000_000;

  @TempDir private Path folder;

  /** Runs the JVM as users do: with 96 MiB of heap. */
  @Test
  void recording_of_200_mb_has_the_samples_of_all_its_chunks() throws Exception {
    SampleRecording one = SampleRecording.parsing();
    long copies = BYTES / one.bytes().length + 1;
    write(one.bytes(), copies);
    Path out = folder.resolve("out.collapsed");

    Process report = start(out);

    assertThat(report.waitFor(5, TimeUnit.MINUTES)).as("the report ends").isTrue();
    assertThat(report.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    long sum =
        Files.readAllLines(out).stream()
            .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    assertThat(sum).isEqualTo(copies * one.samples());
  }

  private void write(byte[] chunk, long copies) throws IOException {
    Path file = folder.resolve("recordings/executor-1/a.jfr");
    Files.createDirectories(file.getParent());
    try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (long copy = 0; copy < copies; copy++) {
        to.write(chunk);
      }
    }
  }

  private Process start(Path out) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + ProjectFolder.find().reportOptions(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.sparkrecorder.report.cli.Main",
            "report",
            folder.resolve("recordings").toString(),
            "--format",
            "collapsed",
            "--out",
            out.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }
}
