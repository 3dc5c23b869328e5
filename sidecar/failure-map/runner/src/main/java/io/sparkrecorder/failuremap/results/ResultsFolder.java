package io.sparkrecorder.failuremap.results;

import io.sparkrecorder.failuremap.model.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one experiment's results. */
public final class ResultsFolder implements RunStore {
  /** Limit of a document in bytes, far above that of a run with 10,000 tasks. */
  static final int LARGEST = 16 << 20;

  private static final String RUNS = "runs";
  private static final String SUFFIX = ".json";

  private final Path path;

  public ResultsFolder(Path path) {
    this.path = path;
  }

  /** All runs, and a remark for each document that cannot be read. */
  public record Runs(List<Run> runs, List<String> unread) {}

  public Path path() {
    return path;
  }

  /** The effective experiment. */
  public Path experiment() {
    return path.resolve("experiment.json");
  }

  @Override
  public void add(Run run) throws IOException {
    write(path.resolve(name(run)), RunDocument.write(run));
  }

  @Override
  public Runs runs() throws IOException {
    List<Run> runs = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (Path file : documents()) {
      try {
        runs.add(RunDocument.read(content(file)));
      } catch (BadDocument | IOException e) {
        unread.add("%s: %s".formatted(file.getFileName(), e.getMessage()));
      }
    }
    runs.sort(Comparator.comparing(Run::name).thenComparingInt(Run::number));
    return new Runs(List.copyOf(runs), List.copyOf(unread));
  }

  /** The path of a run's document below the folder. */
  static String name(Run run) {
    return "%s/%s-%d%s".formatted(RUNS, run.name(), run.number(), SUFFIX);
  }

  /** The bytes of a document. Throws {@link BadDocument} if it is larger than any of ours. */
  static byte[] content(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new BadDocument("has more than %d bytes".formatted(LARGEST));
    }
    return Files.readAllBytes(file);
  }

  private List<Path> documents() throws IOException {
    Path runs = path.resolve(RUNS);
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(runs)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes to a temporary name, syncs and renames, so that a crash leaves no partial file. */
  public static void write(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is no file");
    }
    Files.createDirectories(folder);
    Path temporary = folder.resolve("." + file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
