package io.sparkrecorder.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real JVM that records numbered events into a spool, as Spark's JVM does, and ends as the test
 * demands. It acts only on commands, never on time.
 *
 * <pre>{@code
 * try (RecordedJvm jvm = RecordedJvm.start(jdk, spool)) {
 *   jvm.emit(2000);
 *   long flushed = jvm.awaitFlushed();
 *   jvm.emit(500);
 *   jvm.kill();
 * }
 * }</pre>
 */
public final class RecordedJvm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MAIN = "io.sparkrecorder.testbed.workload.Workload";

  /** Exit codes as the kubelet sees them. */
  public static final int KILLED = 137;

  public static final int TERMINATED = 143;
  public static final int ABORTED = 134;
  public static final int OUT_OF_MEMORY = 3;

  private final Path spool;
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private long lastNumber = -1;

  private RecordedJvm(Path spool, Process process) {
    this.spool = spool;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts the JVM; returns once it records.
   *
   * @param jdk home of the JDK
   * @param spool receives all files: the repository, {@link #target}, crash logs
   * @param moreOptions options of the JVM that come last, so they win
   */
  public static RecordedJvm start(Path jdk, Path spool, String... moreOptions) throws IOException {
    List<String> options = new ArrayList<>(options(spool));
    options.addAll(List.of(moreOptions));
    return start(jdk, spool, options, List.of(), Map.of());
  }

  /**
   * Starts a JVM that records only as its options demand; returns once it records.
   *
   * @param options the JVM's options; JFR's repository must be {@code jfr} in the spool
   * @param arguments arguments of main
   * @param environment added to this process's own
   */
  public static RecordedJvm start(
      Path jdk,
      Path spool,
      List<String> options,
      List<String> arguments,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    // The limit prevents core files; exec makes the JVM itself the process.
    command.addAll(List.of("sh", "-c", "ulimit -c 0; exec \"$@\"", "sh"));
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath().toString(), MAIN));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(spool.toFile())
            .redirectError(spool.resolve("stderr.txt").toFile());
    builder.environment().putAll(environment);
    RecordedJvm jvm = new RecordedJvm(spool, builder.start());
    jvm.awaitReady();
    return jvm;
  }

  private static List<String> options(Path spool) {
    return List.of(
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:FlightRecorderOptions:repository=" + spool.resolve("jfr") + ",maxchunksize=1M",
        "-XX:StartFlightRecording:dumponexit=true,filename=" + spool.resolve("recording.jfr"),
        "-XX:ErrorFile=" + spool.resolve("hs_err_pid%p.log"));
  }

  private static Path classPath() {
    try {
      return Path.of(RecordedJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the ready line, which follows JFR's own lines on standard output. */
  private void awaitReady() throws IOException {
    String line = answers.readLine();
    while (line != null && !line.equals("ready")) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException(
          "the JVM did not start: " + Files.readString(spool.resolve("stderr.txt")));
    }
  }

  public long pid() {
    return process.pid();
  }

  /** The file that JFR writes at a normal end, and leaves empty at any other end. */
  public Path target() {
    return spool.resolve("recording.jfr");
  }

  /** The folder of the chunks, once it exists. */
  public Optional<Path> repository() {
    return newest(spool.resolve("jfr"));
  }

  /** Emits this many events; returns the number of the last one. */
  public long emit(int count) throws IOException {
    order("emit " + count);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(
          "the JVM ended early with exit code " + process.onExit().join().exitValue());
    }
    lastNumber = Long.parseLong(answer);
    return lastNumber;
  }

  /** Starts a process with this argument in the JVM, and waits for it. */
  public void run(String word) throws IOException {
    order("run " + word);
    if (!"0".equals(answers.readLine())) {
      throw new IOException("the process failed");
    }
  }

  /**
   * Waits until all emitted events are on disk. JFR flushes every second; the second of two flushes
   * is certain to have begun after the last event.
   *
   * @return the number of the last event
   */
  public long awaitFlushed() {
    awaitNextFlush();
    awaitNextFlush();
    return lastNumber;
  }

  private void awaitNextFlush() {
    Optional<Flush> before = awaitFlushOtherThan(Optional.empty());
    awaitFlushOtherThan(before);
  }

  private Optional<Flush> awaitFlushOtherThan(Optional<Flush> before) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<Flush> now = lastFlush();
    while (now.isEmpty() || now.equals(before)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("JFR flushed nothing in " + PATIENCE);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      now = lastFlush();
    }
    return now;
  }

  /** The values that change at every flush. */
  private record Flush(Path chunk, long size, int generation) {}

  private Optional<Flush> lastFlush() {
    return repository().flatMap(RecordedJvm::newest).flatMap(RecordedJvm::lastFlush);
  }

  private static Optional<Flush> lastFlush(Path chunk) {
    int beingUpdated = 255;
    ByteBuffer header = ByteBuffer.allocate(68);
    try (FileChannel channel = FileChannel.open(chunk)) {
      int read = channel.read(header, 0);
      int generation = header.get(64) & 0xFF;
      return read < header.capacity() || generation == beingUpdated
          ? Optional.empty()
          : Optional.of(new Flush(chunk, header.getLong(8), generation));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // JFR has removed it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.max(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets main return, after which JFR writes {@link #target}. */
  public int exitNormally() throws IOException {
    order("exit");
    return awaitEnd();
  }

  /** Lets main return, without waiting for the end. */
  public void beginExit() throws IOException {
    order("exit");
  }

  /** Calls {@code System.exit} with this code. */
  public int exitBy(int code) throws IOException {
    order("exit-by " + code);
    return awaitEnd();
  }

  /** Sends SIGTERM, after which JFR writes {@link #target}. */
  public int terminate() {
    // Process.destroy() would also close standard input, and main would return by itself.
    process.toHandle().destroy();
    return awaitEnd();
  }

  /** Sends SIGKILL, as the kernel does when memory runs out. */
  public int kill() {
    process.toHandle().destroyForcibly();
    return awaitEnd();
  }

  /**
   * Exhausts the heap; requires {@code -XX:+ExitOnOutOfMemoryError} or {@code
   * -XX:+CrashOnOutOfMemoryError}.
   */
  public int outOfMemory() throws IOException {
    order("out-of-memory");
    return awaitEnd();
  }

  /** Causes a segmentation fault. */
  public int crash() throws IOException {
    order("crash");
    return awaitEnd();
  }

  /** Waits for the end that the test has caused; returns the exit code. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the JVM did not end in " + PATIENCE);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void order(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
  }

  /** Kills the JVM if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}
