package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Written.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Writes into a spool like a JVM with its agents, item by item, and remembers every byte. Not
 * thread-safe.
 */
final class AgentWriter {
  private static final String TARGET = "target.jfr";
  private static final String LOG = "gc.log";
  private static final String SAVED = ".saved";
  private static final int[] PADDINGS = {0, 0, 0, 20_000, 300_000, 1_500_000};
  private static final int[] SIZES = {0, 1, 700, 5_000, 100_000, 900_000};
  private static final int LARGE = 6_500_000;

  private static final List<String> ODD_NAMES =
      List.of(
          "dump-%d.bin",
          "deep/er/%d.log",
          "odd name \u00e9\u20ac %d.txt",
          "x%%41%%2F\n%d",
          "quote'\"%d\\",
          ".hidden-%d.part",
          "#frag?%d&a=b",
          "-dash %d;$HOME",
          "%d-" + "L".repeat(230),
          "copy~%d.bin");

  private final Path spool;
  private final RandomGenerator random;
  private final JfrChunks template;
  private final long firstSerial;
  private final AgentEnd end;
  private final SlowFile disk;
  private final Path repository;
  private final List<Content> chunks = new ArrayList<>();
  private final List<Path> chunkFiles = new ArrayList<>();
  private final List<Written.File> files = new ArrayList<>();
  private final List<Content> log = new ArrayList<>();
  private Optional<Path> again = Optional.empty();
  private int items;

  /**
   * Prepares the writer.
   *
   * @param pod number of the pod in its application
   */
  AgentWriter(Path spool, int pod, AgentEnd end, JfrChunks template, RandomGenerator random) {
    this.spool = spool;
    this.random = random;
    this.template = template;
    this.firstSerial = pod * 100_000L;
    this.end = end;
    this.disk = new SlowFile(random);
    this.repository = spool.resolve("2026_11_27_05_00_%02d_%d".formatted(pod, 1000 + pod));
  }

  /** Begins like a JVM: creates the folder of the chunks and an empty file for the dump. */
  void begin() throws IOException {
    Files.createDirectory(repository);
    if (end == AgentEnd.DUMPED) {
      Files.createFile(spool.resolve(TARGET));
    }
    Content settings =
        Content.of("a name that the store uses itself".getBytes(StandardCharsets.UTF_8));
    file("marker.json", settings, Ending.ENDED);
  }

  /** Writes one more item. */
  void writeItem() throws IOException {
    items++;
    writeAgain();
    growLog();
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> chunk();
      case 4 -> heapDump();
      case 5 -> undo();
      case 6 -> endedFile();
      case 7 -> twice();
      default -> savedFile();
    }
  }

  private void chunk() throws IOException {
    Content chunk = nextChunk();
    Path file = repository.resolve(chunkName());
    disk.writeChunk(file, chunk);
    chunks.add(chunk);
    chunkFiles.add(file);
  }

  private Content nextChunk() {
    return template.chunk(firstSerial + chunks.size(), pick(PADDINGS), random);
  }

  private String chunkName() {
    return "2026_11_27_05_%02d_%02d.jfr".formatted(chunks.size() / 60 % 60, chunks.size() % 60);
  }

  private void heapDump() throws IOException {
    file("java_pid%d.hprof".formatted(items), HeapDumps.whole(pick(SIZES), random), Ending.PROVEN);
  }

  private void undo() throws IOException {
    Content recording = noise(pick(SIZES));
    // No recording of Undo is empty, so an empty one is not whole even if its agent says so.
    Ending ending = recording.size() == 0 ? Ending.TORN : Ending.PROVEN;
    saved("run-%d.undo".formatted(items), recording, ending);
  }

  private void endedFile() throws IOException {
    file(
        ODD_NAMES.get(random.nextInt(ODD_NAMES.size())).formatted(items),
        noise(pick(SIZES)),
        Ending.ENDED);
  }

  private void savedFile() throws IOException {
    int size = random.nextInt(12) == 0 ? LARGE : pick(SIZES);
    saved(ODD_NAMES.get(random.nextInt(ODD_NAMES.size())).formatted(items), noise(size));
  }

  /** Writes a name a second time after its first file has left the spool. */
  private void twice() throws IOException {
    if (again.isEmpty()) {
      String name = "again-%d.bin".formatted(items);
      saved(name, noise(5_000));
      again = Optional.of(spool.resolve(name));
    }
  }

  private void writeAgain() throws IOException {
    if (again.isPresent() && Files.notExists(again.get())) {
      saved(again.get().getFileName().toString(), noise(6_000));
      again = Optional.empty();
    }
  }

  private void growLog() throws IOException {
    Content line = noise(200 + random.nextInt(2_000));
    disk.append(spool.resolve(LOG), line);
    log.add(line);
  }

  private void saved(String name, Content content) throws IOException {
    saved(name, content, Ending.PROVEN);
  }

  private void saved(String name, Content content, Ending ending) throws IOException {
    file(name, content, ending);
    Path saved = spool.resolve(name + SAVED);
    if (Files.notExists(saved)) {
      Files.createFile(saved);
    } else {
      Files.setLastModifiedTime(saved, FileTime.from(Instant.now()));
    }
  }

  private void file(String name, Content content, Ending ending) throws IOException {
    Path path = spool.resolve(name);
    Files.createDirectories(path.getParent());
    disk.write(path, content);
    files.add(new Written.File(Names.encoded(name), content, ending));
  }

  /** Ends like the JVM; nothing in the spool changes afterwards. */
  Written finish() throws IOException {
    if (chunks.isEmpty()) {
      chunk();
    }
    files.add(new Written.File(LOG, Content.joined(log), end.killed() ? Ending.CUT : Ending.ENDED));
    Optional<Written.OpenChunk> open = Optional.empty();
    switch (end) {
      case DUMPED -> dump();
      case PRESERVED -> {}
      case KILLED_AFTER_FLUSH, KILLED_BEFORE_FLUSH, KILLED_IN_CHUNK -> {
        open = Optional.of(killedChunk());
        killedFiles();
      }
    }
    String name = repository.getFileName() + ".jfr";
    Written.Recording recording = new Written.Recording(name, List.copyOf(chunks), open);
    return new Written(List.of(recording), List.copyOf(files), Optional.empty());
  }

  private void dump() throws IOException {
    try {
      Files.write(spool.resolve(TARGET), Content.joined(chunks).toBytes());
      chunkFiles.forEach(AgentWriter::delete);
      Files.deleteIfExists(repository);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Written.OpenChunk killedChunk() throws IOException {
    Content whole = nextChunk();
    Content opened = JfrChunks.opened(whole);
    Content unflushed = noise(1 + random.nextInt(3_000));
    Content content =
        switch (end) {
          case KILLED_AFTER_FLUSH -> Content.joined(List.of(opened, unflushed));
          case KILLED_BEFORE_FLUSH -> JfrChunks.begun(whole);
          default -> opened.slice(0, opened.size() - 1 - random.nextInt(opened.size() / 2));
        };
    Path file = repository.resolve(chunkName());
    disk.write(file, content);
    return new Written.OpenChunk(
        repository.getFileName() + "/" + file.getFileName(),
        content,
        end == AgentEnd.KILLED_AFTER_FLUSH ? whole.size() : 0);
  }

  /** Writes the files that agents leave behind when they die halfway. */
  private void killedFiles() throws IOException {
    Content dump = HeapDumps.whole(300_000, random);
    file("java_pid1.hprof", HeapDumps.torn(dump), Ending.TORN);
    file("late.undo", noise(60_000), Ending.CUT);
    Content crash =
        Content.of("#\n# A fatal error has been detected\n".getBytes(StandardCharsets.UTF_8));
    file("hs_err_pid1.log", crash, Ending.CUT);
  }

  private Content noise(int size) {
    byte[] noise = new byte[size];
    random.nextBytes(noise);
    return Content.of(noise);
  }

  private int pick(int[] values) {
    return values[random.nextInt(values.length)];
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
