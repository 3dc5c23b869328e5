package io.sparkrecorder.doctor;

import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Several pods that mount the volume at the same time. Each writes a line that nobody can guess,
 * reads the lines of the others, and writes down what it read. Number 0 compares.
 */
public final class Peers {
  private static final String CHECK = "ReadWriteMany";
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Bytes of a peer's file that are read. */
  private static final int LARGEST = 64 << 10;

  private final Path folder;
  private final int count;
  private final int index;
  private final Duration patience;
  private final Consumer<String> progress;
  private final Deadline end;
  private final String line;

  /**
   * Writes nothing yet.
   *
   * @param root root of the shared volume
   * @param run name that only the pods of this run share
   * @param count number of pods, at least 2
   * @param index number of this pod, from 0
   * @param node node that this pod runs on
   * @param patience time after which a pod counts as absent
   * @param progress takes a line before each wait
   * @param end the moment after which this pod only removes its files
   */
  public Peers(
      Path root,
      String run,
      int count,
      int index,
      Optional<String> node,
      Duration patience,
      Consumer<String> progress,
      Deadline end) {
    this.folder = root.resolve(SharedVolume.PREFIX + run);
    this.count = count;
    this.index = index;
    this.patience = patience;
    this.progress = progress;
    this.end = end;
    this.line = node.orElse("?") + " " + UUID.randomUUID();
  }

  /**
   * Acts as a pod that only answers number 0; returns a line for its log. It stays until number 0
   * has taken the folder away.
   */
  public String answer() {
    Deadline deadline = deadline();
    try {
      write("peer-" + index, line);
      List<String> read = new ArrayList<>();
      for (int other : others()) {
        progress.accept("waiting for pod %d of %d on the shared volume".formatted(other, count));
        Optional<String> its = read("peer-" + other, deadline);
        if (its.isEmpty()) {
          return "pod %d did not show on the shared volume within %d s"
              .formatted(other, patience.toSeconds());
        }
        read.add(other + " " + its.get());
      }
      write("peer-" + index + ".saw", String.join("\n", read));
      awaitEnd(deadline);
      return "pod %d answered on the shared volume: see the log of pod 0".formatted(index);
    } catch (IOException e) {
      return "pod %d cannot use the shared volume: %s".formatted(index, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      leave();
    }
  }

  /** Acts as number 0, and tells whether all pods share the volume. */
  void meet(Consumer<Finding> findings) throws IOException {
    Deadline deadline = deadline();
    try {
      write("peer-0", line);
      List<String> lines = new ArrayList<>(List.of(line));
      for (int other : others()) {
        progress.accept("waiting for pod %d of %d on the shared volume".formatted(other, count));
        Optional<String> its = read("peer-" + other, deadline);
        Optional<String> saw = read("peer-" + other + ".saw", deadline);
        if (its.isEmpty() || saw.isEmpty()) {
          findings.accept(absent(other));
          return;
        }
        if (saw.get().lines().noneMatch(("0 " + line)::equals)) {
          findings.accept(different(other));
          return;
        }
        lines.add(its.get());
      }
      findings.accept(met(lines));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      findings.accept(Finding.skipped(CHECK, "interrupted"));
    } finally {
      remove(_ -> true);
    }
  }

  private Finding met(List<String> lines) {
    List<String> nodes = lines.stream().map(its -> its.replaceFirst(" .*", "")).distinct().toList();
    String all = nodes.stream().sorted().collect(Collectors.joining(", "));
    return nodes.size() > 1
        ? Finding.ok(CHECK, "pods on %s write and read the same files".formatted(all))
        : Finding.warning(
            CHECK,
            "%d pods write and read the same files, but all ran on %s".formatted(count, all),
            "run it again when the cluster has a second node for jobs (recordings.jobs.nodeSelector"
                + " must fit it); with one node there is nothing to do");
  }

  private Finding absent(int other) {
    return Finding.wrong(
        CHECK,
        "pod %d did not show on the volume within %d s: it does not run, or has another volume"
            .formatted(other, patience.toSeconds()),
        "kubectl describe pods --selector app.kubernetes.io/component=test says why it does not run;"
            + " if the volume belongs to one node, use one with ReadWriteMany, or set"
            + " global.store.transport: direct");
  }

  private static Finding different(int other) {
    return Finding.wrong(
        CHECK,
        "pod %d read other bytes than this pod wrote".formatted(other),
        "use a volume with ReadWriteMany, such as NFS, EFS or CephFS, or set global.store.transport:"
            + " direct");
  }

  private List<Integer> others() {
    return IntStream.range(0, count).filter(one -> one != index).boxed().toList();
  }

  private void write(String name, String content) throws IOException {
    Files.createDirectories(folder);
    Path unfinished = folder.resolve(name + "." + UUID.randomUUID());
    SharedVolume.synced(unfinished, content.getBytes(StandardCharsets.UTF_8));
    Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Waits for a file; lists the folder, because a client of NFS remembers that a file was absent.
   */
  private Optional<String> read(String name, Deadline deadline)
      throws IOException, InterruptedException {
    while (true) {
      if (names().contains(name)) {
        return Optional.of(text(folder.resolve(name)));
      }
      if (deadline.passed()) {
        return Optional.empty();
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  /** The beginning of a file: every pod of the namespace may put files and links there. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
    }
  }

  private void awaitEnd(Deadline deadline) throws IOException, InterruptedException {
    while (names().contains("peer-0") && !deadline.passed()) {
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  /** The names of the files; none if the folder is not there, or not yet visible here. */
  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private Deadline deadline() {
    return Deadline.in(patience).orEarlier(end);
  }

  private void leave() {
    try {
      remove(name -> name.equals("peer-" + index) || name.startsWith("peer-" + index + "."));
    } catch (IOException e) {
      progress.accept("%s may remain: %s".formatted(folder, e));
    }
  }

  /** Removes files, and the folder if nothing is left in it. */
  private void remove(Predicate<String> files) throws IOException {
    for (String name : names()) {
      if (files.test(name)) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // another pod still writes, and removes its files itself
    }
  }
}
