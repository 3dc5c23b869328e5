package io.sparkrecorder.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An application's lease, which one reaper at a time holds: {@code <app>/.reaper/lease.<number>} on
 * the shared volume. The highest number counts. A file of the next number is created only if there
 * is none, which is atomic on local disks and on NFS, so of two reapers that read the same state
 * one succeeds; no lock, no clock and no rename of another process's file is involved.
 */
public final class VolumeLease {
  /** The largest lease that is read, in bytes. */
  private static final int LARGEST = 4 << 10;

  private static final String NAME = "lease.";

  private final Path root;
  private final Path folder;
  private long beat;

  /** The lease of an application. */
  public VolumeLease(AppFolder app) {
    this.root = SafeFiles.parent(app.path());
    this.folder = app.path().resolve(AppFolder.REAPER);
  }

  /** The present lease; empty if there never was one. */
  public Optional<LeaseNote> read() throws IOException {
    OptionalLong highest = highest();
    return highest.isEmpty() ? Optional.empty() : read(highest.getAsLong());
  }

  private Optional<LeaseNote> read(long number) throws IOException {
    try (FileChannel channel = SafeFiles.read(root, file(number))) {
      byte[] json = Channels.newInputStream(channel).readNBytes(LARGEST);
      return Optional.of(LeaseNote.of(json, number, number + ":" + new String(json, UTF_8)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes the lease.
   *
   * @param before the state that was read
   * @return the new lease; empty if another process was faster
   */
  public Optional<LeaseNote> take(Optional<LeaseNote> before, String holder) throws IOException {
    long number = before.map(LeaseNote::number).orElse(0L) + 1;
    byte[] json = LeaseNote.json(number, holder, false, beat++);
    SafeFiles.createFolders(root, folder);
    try {
      SafeFiles.run(
          root,
          file(number),
          (open, name) -> {
            try (FileChannel channel =
                (FileChannel)
                    open.newByteChannel(
                        name,
                        Set.of(
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS))) {
              ByteBuffer bytes = ByteBuffer.wrap(json);
              while (bytes.hasRemaining()) {
                channel.write(bytes);
              }
              channel.force(true);
            }
            SafeFiles.force(open);
          });
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
    // A slow process may create a number that a faster one has used and deleted.
    OptionalLong highest = highest();
    if (highest.isEmpty() || highest.getAsLong() != number) {
      SafeFiles.delete(root, file(number));
      return Optional.empty();
    }
    for (long old : numbers()) {
      if (old < number) {
        SafeFiles.delete(root, file(old));
      }
    }
    return read(number);
  }

  /**
   * Renews a lease or gives it back.
   *
   * @return the lease in its new state; empty if another process has taken it
   */
  public Optional<LeaseNote> write(LeaseNote own, boolean free) throws IOException {
    OptionalLong highest = highest();
    if (highest.isEmpty() || highest.getAsLong() != own.number()) {
      return Optional.empty();
    }
    byte[] json = LeaseNote.json(own.number(), own.holder(), free, beat++);
    Durable.write(root, file(own.number()), out -> out.write(json));
    return read(own.number());
  }

  private OptionalLong highest() throws IOException {
    return numbers().stream().mapToLong(Long::longValue).max();
  }

  private List<Long> numbers() throws IOException {
    try {
      return SafeFiles.list(root, folder).stream()
          .filter(name -> name.matches("lease\\.\\d{1,15}"))
          .map(name -> Long.valueOf(name.substring(NAME.length())))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private Path file(long number) {
    return folder.resolve(NAME + number);
  }
}
