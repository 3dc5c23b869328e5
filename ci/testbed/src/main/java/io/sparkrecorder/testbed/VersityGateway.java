package io.sparkrecorder.testbed;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real S3 server on loopback that stores objects in a folder and can be killed, restarted and
 * frozen.
 */
public final class VersityGateway implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Path root;
  private final Path home;
  private final int port;
  private final Optional<Path> accessLog;
  private final String accessKey = UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  private final String secretKey = UUID.randomUUID().toString() + UUID.randomUUID();
  private final Thread onExit = new Thread(this::end, "versitygw-exit");
  private volatile @Nullable Process process;

  private VersityGateway(Path root, Path home, int port, Optional<Path> accessLog) {
    this.root = root;
    this.home = home;
    this.port = port;
    this.accessLog = accessLog;
  }

  /**
   * Starts a server and waits until it responds.
   *
   * @param root folder whose subfolders are the buckets; created if missing
   */
  public static VersityGateway start(Path root) {
    return start(root, Optional.empty());
  }

  /**
   * Starts a server that logs each request after responding to it.
   *
   * @param root folder whose subfolders are the buckets; created if missing
   * @param accessLog file for the log, in the format of S3's server access logs
   */
  public static VersityGateway start(Path root, Path accessLog) {
    return start(root, Optional.of(accessLog));
  }

  private static VersityGateway start(Path root, Optional<Path> accessLog) {
    try {
      Files.createDirectories(root);
      VersityGateway gateway =
          new VersityGateway(
              root, Files.createTempDirectory("versitygw-"), FreePort.find(), accessLog);
      Runtime.getRuntime().addShutdownHook(gateway.onExit);
      gateway.start();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  /** The folder whose subfolders are the buckets. */
  public Path root() {
    return root;
  }

  /** Creates a bucket as a folder, which is how this server stores it. */
  public void createBucket(String name) {
    try {
      Files.createDirectory(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Multipart uploads of a bucket that are neither completed nor aborted. */
  public List<Path> unfinishedUploads(String bucket) {
    Path multipart = root.resolve(bucket).resolve(".sgwtmp/multipart");
    if (!Files.isDirectory(multipart)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(multipart, 2)) {
      return files.filter(path -> multipart.relativize(path).getNameCount() == 2).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the server if it runs, and starts it again with the same port and keys. */
  public void restart() {
    kill();
    start();
  }

  /** Kills the server, so that connections to it are refused. */
  public void stop() {
    kill();
  }

  /** Freezes the server: it accepts connections but never responds. */
  public void pause() {
    signal("STOP");
  }

  /** Ends {@link #pause()}. */
  public void resume() {
    signal("CONT");
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(onExit);
  }

  private void start() {
    try {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().keySet().removeIf(name -> name.startsWith("VGW_"));
      builder
          .environment()
          .putAll(Map.of("ROOT_ACCESS_KEY", accessKey, "ROOT_SECRET_KEY", secretKey));
      Process started =
          builder
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
      process = started;
      awaitAnswer(started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary().toString(),
                "--port",
                "127.0.0.1:" + port,
                "--quiet",
                "--keep-alive",
                "--health",
                "/health"));
    accessLog.ifPresent(file -> command.addAll(List.of("--access-log", file.toString())));
    command.add("posix");
    if (!Files.getFileStore(root).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
      Path metadata = Files.createDirectories(home.resolve("metadata"));
      command.addAll(List.of("--sidecar", metadata.toString()));
    }
    command.add(root.toString());
    return command;
  }

  private void awaitAnswer(Process started) throws IOException {
    long end = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!started.isAlive() || System.nanoTime() - end > 0) {
        kill();
        throw new IOException("versitygw did not start: " + Files.readString(log()));
      }
      pauseBriefly();
    }
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) endpoint().resolve("/health").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(1_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  private Path log() {
    return home.resolve("versitygw.log");
  }

  private void end() {
    kill();
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private long pid() {
    return Objects.requireNonNull(process, "a started gateway has a process").pid();
  }

  private static void pauseBriefly() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The binary named by the property or the variable, or else the one built by {@code make tools}.
   */
  private static Path binary() {
    String named = System.getProperty("versitygw", System.getenv("VERSITYGW"));
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path built = folder.resolve(".tools/versitygw");
      if (Files.isExecutable(built)) {
        return built;
      }
      if (Files.exists(folder.resolve("Makefile")) || Files.exists(folder.resolve(".git"))) {
        break;
      }
    }
    throw new IllegalStateException(".tools/versitygw is missing: run `make tools`");
  }
}
