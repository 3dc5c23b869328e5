package io.sparkrecorder.bench.report;

import io.sparkrecorder.bench.report.job.Queries;
import io.sparkrecorder.testbed.Chunks;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingFile;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * The chunks of a real recording. Each is a recording by itself, and any sequence of them is one
 * too. A copy gets another start, which moves all its events in time.
 */
final class Recorded {
  /** Offset of a chunk's start in nanoseconds since the epoch. */
  private static final int START = 32;

  private static final Duration JOB = Duration.ofSeconds(100);

  private final List<byte[]> chunks;
  private final List<Long> samples;

  private Recorded(List<byte[]> chunks, List<Long> samples) {
    this.chunks = chunks;
    this.samples = samples;
  }

  /** Takes the chunks of a file. */
  static Recorded of(Path recording) throws IOException {
    List<byte[]> chunks = Chunks.of(Files.readAllBytes(recording)).closed();
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException(recording + " holds no chunk");
    }
    List<Long> samples = new ArrayList<>();
    for (byte[] chunk : chunks) {
      samples.add(samples(chunk));
    }
    return new Recorded(chunks, samples);
  }

  /** Records {@link Queries} in a JVM of its own, with JFR's own settings for profiling. */
  static Recorded byJob(Path folder) throws IOException, InterruptedException {
    Path recording = folder.resolve("job.jfr");
    Path log = folder.resolve("job.log");
    List<String> command = new ArrayList<>(List.of(java(), "-Xmx1g", "-XX:+UseSerialGC"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.add("-XX:FlightRecorderOptions:maxchunksize=1M,repository=" + folder.resolve("jfr"));
    command.add("-XX:StartFlightRecording:settings=profile,dumponexit=true,filename=" + recording);
    command.addAll(List.of("-cp", classPath(), Queries.class.getName(), JOB.toString()));
    Process job =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!job.waitFor(JOB.toSeconds() + 300, TimeUnit.SECONDS) || job.exitValue() != 0) {
      job.destroyForcibly();
      throw new IllegalStateException("the job failed:\n" + Files.readString(log));
    }
    return of(recording);
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The jar of the bench and those that its manifest names. */
  static String classPath() {
    Path jar = new File(System.getProperty("java.class.path")).getAbsoluteFile().toPath();
    return jar + File.pathSeparator + jar.resolveSibling("lib") + "/*";
  }

  int size() {
    return chunks.size();
  }

  long bytes() {
    return chunks.stream().mapToLong(chunk -> chunk.length).sum();
  }

  /**
   * Writes a chunk.
   *
   * @param number any number; the chunks repeat
   * @param later by how much its events are later than they were
   */
  void write(int number, Duration later, OutputStream to) throws IOException {
    byte[] chunk = chunks.get(number % chunks.size()).clone();
    ByteBuffer header = ByteBuffer.wrap(chunk);
    header.putLong(START, header.getLong(START) + later.toNanos());
    to.write(chunk);
  }

  /** The number of execution samples in a chunk, by the JDK's own reader. */
  long samples(int number) {
    return samples.get(number % samples.size());
  }

  private static long samples(byte[] chunk) throws IOException {
    Path file = Files.createTempFile("bench-report-", ".jfr");
    try {
      Files.write(file, chunk);
      long samples = 0;
      try (RecordingFile recording = new RecordingFile(file)) {
        while (recording.hasMoreEvents()) {
          boolean counts =
              recording.readEvent().getEventType().getName().equals("jdk.ExecutionSample");
          samples += counts ? 1 : 0;
        }
      }
      return samples;
    } finally {
      Files.delete(file);
    }
  }
}
