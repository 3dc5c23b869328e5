package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * A real recording of one chunk, of a thread that JFR knows as a worker of Spark's executor. The
 * thread spends its time in one method.
 */
public final class SampleRecording {
  private static final Duration CPU_TIME = Duration.ofMillis(1_500);
  private static final String SAMPLE = "jdk.ExecutionSample";

  private final byte[] bytes;
  private final List<Instant> samples;

  private SampleRecording(byte[] bytes, List<Instant> samples) {
    this.bytes = bytes;
    this.samples = samples;
  }

  private static final class Parsing {
    static final SampleRecording INSTANCE = record(SampleRecording::parse);
  }

  private static final class Joining {
    static final SampleRecording INSTANCE = record(SampleRecording::join);
  }

  /** A recording whose time is spent in {@code parse}. */
  public static SampleRecording parsing() {
    return Parsing.INSTANCE;
  }

  /** A recording whose time is spent in {@code join}. */
  public static SampleRecording joining() {
    return Joining.INSTANCE;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The number of execution samples, by the JDK's own reader. */
  public long samples() {
    return samples.size();
  }

  /** The time of the first execution sample. */
  public Instant from() {
    return samples.getFirst();
  }

  /** The time of the last execution sample. */
  public Instant to() {
    return samples.getLast();
  }

  private static SampleRecording record(Runnable work) {
    try (Recording jfr = new Recording(Configuration.getConfiguration("profile"))) {
      Path file = Files.createTempFile("sample-", ".jfr");
      jfr.start();
      Thread worker = new Thread(() -> spend(work), "Executor task launch worker-0");
      worker.start();
      worker.join();
      jfr.dump(file);
      List<Instant> samples =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().equals(SAMPLE))
              .map(RecordedEvent::getStartTime)
              .sorted()
              .toList();
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      assertThat(samples).as("execution samples").hasSizeGreaterThan(20);
      return new SampleRecording(bytes, samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void spend(Runnable work) {
    while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() < CPU_TIME.toNanos()) {
      work.run();
    }
  }

  private static void parse() {
    double sum = 0;
    for (int number = 1; number < 100_000; number++) {
      sum += Math.cbrt(number) / Math.sin(number);
    }
    assertThat(sum).isNotZero();
  }

  private static void join() {
    long hash = 17;
    for (int number = 1; number < 1_000_000; number++) {
      hash = hash * 31 + (hash >>> 7) % number;
    }
    assertThat(hash).isNotZero();
  }
}
