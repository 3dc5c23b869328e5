package io.sparkrecorder.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Reads recordings as their owners would: with the {@code jfr} command of a JDK.
 *
 * @param home folder of that JDK
 */
public record JfrTool(Path home) {
  /** The name of the numbered event that {@link RecordedJvm} emits. */
  public static final String SEQ = "spark_recorder.Seq";

  private static final Pattern COUNT = Pattern.compile("(?m)^ (\\S+) +(\\d+) +\\d+ *$");

  /**
   * The result of {@code jfr summary}.
   *
   * @param exitCode 0 if it could read the file
   * @param output everything that it printed
   * @param counts events by type
   */
  public record Summary(int exitCode, String output, Map<String, Long> counts) {
    /** The number of events of this type. */
    public long count(String type) {
      return counts.getOrDefault(type, 0L);
    }
  }

  /** Runs {@code jfr summary}. */
  public Summary summary(Path file) throws IOException, InterruptedException {
    String jfr = home.resolve("bin/jfr").toString();
    Process process =
        new ProcessBuilder(jfr, "summary", file.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Summary(process.waitFor(), output, counts(output));
  }

  /** The numbers of the {@value #SEQ} events of a file in order, read by this JDK. */
  public static List<Long> numbers(Path file) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals(SEQ)) {
          numbers.add(event.getLong("number"));
        }
      }
    }
    return numbers.stream().sorted().toList();
  }

  private static Map<String, Long> counts(String output) {
    return COUNT
        .matcher(output)
        .results()
        .collect(
            Collectors.toMap(
                line -> line.group(1), line -> Long.valueOf(line.group(2)), Long::sum));
  }
}
