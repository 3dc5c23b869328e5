package io.sparkrecorder.bench;

import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Moves the same files to the same server in three ways: an executor's recorder moves them to the
 * store, a driver's recorder from there to S3, and s5cmd uploads them directly. Each is timed from
 * the start of its process to the last object.
 */
final class Uploads {
  final Transfer drain = new Transfer();
  final Transfer recorder = new Transfer();
  final Transfer s5cmd = new Transfer();

  private final Project project;
  private final Jvm jvm;
  private final Work work;

  Uploads(Project project, Jvm jvm, Work work) {
    this.project = project;
    this.jvm = jvm;
    this.work = work;
  }

  void run(Path folder, VersityGateway server, int run) throws IOException, InterruptedException {
    String name = (work.files() == 1 ? "big-" : "small-") + run;
    Pod executor = Pod.executor(folder.resolve(name + "-executor"));
    long bytes = work.fill(executor.spool());
    drain(executor, bytes);
    Bucket ours = Bucket.make(server, name + "-recorder");
    ship(
        Pod.driver(folder.resolve(name + "-driver"), ours).withStore(executor.store()),
        ours,
        bytes);
    delete(server.root().resolve(ours.name()));
    Bucket theirs = Bucket.make(server, name + "-s5cmd");
    peer(recorded(executor), theirs, bytes);
    delete(server.root().resolve(theirs.name()));
    delete(folder.resolve(name + "-executor"));
  }

  private void drain(Pod executor, long bytes) throws InterruptedException {
    try (Measured measured = executor.start(jvm)) {
      measured.untilReady();
      Duration before = measured.age();
      measured.terminate();
      drain.add(measured.peak(), work, bytes, measured.age().minus(before));
    }
  }

  private void ship(Pod driver, Bucket bucket, long bytes)
      throws IOException, InterruptedException {
    try (Measured measured = driver.start(jvm)) {
      while (bucket.objects() < work.files()) {
        if (!measured.alive()) {
          throw new IllegalStateException("the recorder ended early: " + measured.output());
        }
        Thread.sleep(20);
      }
      Duration took = measured.age();
      measured.terminate();
      if (!measured.output().contains(" complete: ")) {
        throw new IllegalStateException("not everything was uploaded: " + measured.output());
      }
      recorder.add(measured.peak(), work, bytes, took);
    }
  }

  private void peer(Path files, Bucket bucket, long bytes) throws InterruptedException {
    try (Measured measured = project.s5cmd().upload(files + "/*.bin", bucket, "")) {
      Duration took = measured.awaitEnd();
      s5cmd.add(measured.peak(), work, bytes, took);
    }
  }

  private static Path recorded(Pod executor) throws IOException {
    try (Stream<Path> pods = Files.list(executor.store().resolve(Pod.APP))) {
      return pods.filter(pod -> pod.getFileName().toString().startsWith("executor-1."))
          .findFirst()
          .orElseThrow();
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
