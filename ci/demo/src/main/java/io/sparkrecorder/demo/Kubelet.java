package io.sparkrecorder.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Plays the kubelet: gives each JVM of the job a pod with a recorder, and ends the recorder after
 * the JVM. Executors request their pod in a folder, see executor-java.sh.
 */
final class Kubelet implements AutoCloseable {
  private static final String ASKS = ".asks";

  private final Recorders recorders;
  private final Folders folders;
  private final Processes processes;
  private final Map<PodName, Pod> pods = new ConcurrentHashMap<>();
  private final Thread door;
  private volatile boolean closed;

  Kubelet(Recorders recorders, Folders folders, Processes processes) {
    this.recorders = recorders;
    this.folders = folders;
    this.processes = processes;
    this.door = Thread.ofVirtual().name("kubelet").start(this::letExecutorsIn);
  }

  /** Runs a driver's pod; the command is its JVM. */
  Process runDriver(ProcessBuilder command) throws IOException {
    PodName name = PodName.driver();
    command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(folders.log(name.toString()).toFile()));
    Pod pod = admit(name);
    Process driver = processes.start(command);
    start(pod, driver.toHandle());
    return driver;
  }

  Collection<Pod> pods() {
    return List.copyOf(pods.values());
  }

  Optional<Pod> pod(PodName name) {
    return Optional.ofNullable(pods.get(name));
  }

  /** Admits no further executors. */
  @Override
  public void close() {
    closed = true;
    Waiting.until(() -> !door.isAlive(), Duration.ofSeconds(5));
  }

  private Pod admit(PodName name) throws IOException {
    Files.createDirectories(folders.spool(name));
    Pod pod = new Pod(name, processes.start(recorders.record(name)));
    pods.put(name, pod);
    return pod;
  }

  private static void start(Pod pod, ProcessHandle jvm) {
    Thread.ofVirtual()
        .name(pod.name().toString())
        .start(
            () -> {
              try {
                pod.live(jvm);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void letExecutorsIn() {
    while (!closed) {
      try (DirectoryStream<Path> asking =
          Files.newDirectoryStream(folders.admission(), "*" + ASKS)) {
        for (Path request : asking) {
          letIn(request);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Waiting.pause();
    }
  }

  private void letIn(Path request) throws IOException {
    String id = request.getFileName().toString().replace(ASKS, "");
    long pid = Long.parseLong(Files.readString(request).strip());
    Files.delete(request);
    Optional<ProcessHandle> jvm = ProcessHandle.of(pid);
    if (jvm.isPresent()) {
      processes.adopt(jvm.get());
      Pod pod = admit(PodName.executor(id));
      start(pod, jvm.get());
      Files.createFile(folders.admission().resolve(id + ".admitted"));
    }
  }
}
