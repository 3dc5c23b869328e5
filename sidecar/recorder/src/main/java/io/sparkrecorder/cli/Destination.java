package io.sparkrecorder.cli;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.ManifestReader;
import io.sparkrecorder.store.SafeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The folder that an application's files are downloaded to. It may hold other files already: a
 * download overwrites nothing in it except an earlier manifest of the same application, and follows
 * no link below it. A file arrives in a temporary folder, and gets its name once all of it is
 * right.
 */
final class Destination implements AutoCloseable {
  private static final String MANIFEST = "manifest.json";

  private final Path folder;
  private final Path root;
  private final AtomicLong temporaries = new AtomicLong();
  private @Nullable Path temporary;

  /**
   * Names the folder and creates nothing yet.
   *
   * @param folder as the user gave it; it may be a link itself
   */
  Destination(Path folder) throws IOException {
    this.folder = folder;
    this.root = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
  }

  /** The state of a name in the folder. */
  sealed interface There {
    /** The name is free. */
    record Nothing() implements There {}

    /** A file with this checksum. */
    record Bytes(Crc32c crc32c) implements There {}

    /** An entry that is no regular file, or cannot be reached without following a link. */
    record Odd(String why) implements There {}
  }

  /** The path of a name, as the user sees it. */
  Path shown(String name) {
    return folder.resolve(name);
  }

  /**
   * Checks a name of a manifest, which is data from outside: the name must not lead out of the
   * folder, nor be the manifest's own.
   *
   * @throws NotThere if this name does
   */
  void check(String name) {
    Path target = root.resolve(name).normalize();
    if (target.equals(root) || !target.startsWith(root)) {
      throw new NotThere("the manifest is refused: \"%s\" leads out of %s".formatted(name, folder));
    }
    if (target.equals(root.resolve(MANIFEST)) || !root.resolve(name).equals(target)) {
      throw new NotThere(
          "the manifest is refused: \"%s\" is no name of a recorded file".formatted(name));
    }
  }

  /**
   * Checks that the manifest's name is free, or taken by an earlier manifest of this application.
   *
   * @throws NotThere if another file has the name
   */
  void checkManifest(String app) throws IOException {
    String why;
    try {
      String owner = ManifestReader.open(this::manifest).header().app();
      why = owner.equals(app) ? "" : "belongs to application \"%s\"".formatted(owner);
    } catch (NoSuchFileException e) {
      why = "";
    } catch (MalformedDocument e) {
      why = "exists, but is not a manifest that this recorder can read: " + e.getMessage();
    } catch (FileSystemException e) {
      why = reason(e);
    }
    if (!why.isEmpty()) {
      throw new NotThere("%s %s; give another folder with -o".formatted(shown(MANIFEST), why));
    }
  }

  private InputStream manifest() throws IOException {
    return Channels.newInputStream(SafeFiles.read(root, root.resolve(MANIFEST)));
  }

  /** Inspects the entry of this name. */
  There there(String name) throws IOException {
    try (FileChannel channel = SafeFiles.read(root, root.resolve(name))) {
      return new There.Bytes(checksum(Channels.newInputStream(channel)));
    } catch (NoSuchFileException e) {
      return new There.Nothing();
    } catch (FileSystemException e) {
      return new There.Odd(reason(e));
    }
  }

  /** Gives a path for a download; its folder belongs to this command alone. */
  synchronized Path incoming() throws IOException {
    if (temporary == null) {
      Files.createDirectories(root);
      temporary = Files.createTempDirectory(root, ".recorder-get-");
    }
    return temporary.resolve(Long.toString(temporaries.getAndIncrement()));
  }

  /** Moves a downloaded file to its name, which is free. */
  void place(Path incoming, String name) throws IOException {
    Path target = root.resolve(name);
    SafeFiles.createFolders(root, SafeFiles.parent(target));
    SafeFiles.move(root, incoming, target);
  }

  /** Writes the manifest, and replaces an earlier one. */
  void placeManifest(byte[] json) throws IOException {
    Path incoming = incoming();
    Files.write(incoming, json, StandardOpenOption.CREATE_NEW);
    SafeFiles.move(root, incoming, root.resolve(MANIFEST));
  }

  /** Removes downloaded files that got no name. */
  @Override
  public synchronized void close() throws IOException {
    if (temporary == null) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    Files.delete(temporary);
  }

  /** Describes the problem of the file, without its name. */
  static String reason(FileSystemException e) {
    return e.getReason() == null ? e.toString() : e.getReason();
  }

  private static Crc32c checksum(InputStream in) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[64 << 10];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      crc.update(buffer, 0, read);
    }
    return Crc32c.of(crc);
  }
}
