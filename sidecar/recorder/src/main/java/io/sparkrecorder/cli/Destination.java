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

/**
 * The folder that an application's files are downloaded to. It may hold anything already: nothing
 * in it is overwritten but an earlier manifest of the same application, and below it no link is
 * followed. A file comes in under a temporary folder, and gets its name when all of it is right.
 */
final class Destination implements AutoCloseable {
  private static final String MANIFEST = "manifest.json";

  private final Path folder;
  private final Path root;
  private final AtomicLong temporaries = new AtomicLong();
  private Path temporary;

  /**
   * Names the folder and makes nothing yet.
   *
   * @param folder as the user gave it; it may be a link itself
   */
  Destination(Path folder) throws IOException {
    this.folder = folder;
    this.root = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
  }

  /** What is there under a name. */
  sealed interface There {
    /** Nothing is. */
    record Nothing() implements There {}

    /** A file with this checksum. */
    record Bytes(Crc32c crc32c) implements There {}

    /** Something that is no regular file, or cannot be reached without following a link. */
    record Odd(String why) implements There {}
  }

  /** The path of a name, as the user sees it. */
  Path shown(String name) {
    return folder.resolve(name);
  }

  /**
   * A manifest is data from outside: its names must not lead out of the folder, nor be the
   * manifest's own.
   *
   * @throws NotThere when this name does
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
   * Checks that no manifest but an earlier one of this application is in the way.
   *
   * @throws NotThere when there is one
   */
  void checkManifest(String app) throws IOException {
    String why;
    try {
      String owner = ManifestReader.open(this::manifest).header().app();
      why = owner.equals(app) ? "" : "belongs to application \"%s\"".formatted(owner);
    } catch (NoSuchFileException e) {
      why = "";
    } catch (MalformedDocument e) {
      why = "is there and is no manifest that this recorder can read: " + e.getMessage();
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

  /** Looks at what is there under this name. */
  There there(String name) throws IOException {
    try (FileChannel channel = SafeFiles.read(root, root.resolve(name))) {
      return new There.Bytes(checksum(Channels.newInputStream(channel)));
    } catch (NoSuchFileException e) {
      return new There.Nothing();
    } catch (FileSystemException e) {
      return new There.Odd(reason(e));
    }
  }

  /** A path for a file that comes in; its folder belongs to this command alone. */
  synchronized Path incoming() throws IOException {
    if (temporary == null) {
      Files.createDirectories(root);
      temporary = Files.createTempDirectory(root, ".recorder-get-");
    }
    return temporary.resolve(Long.toString(temporaries.getAndIncrement()));
  }

  /** Gives a file that has come in its name, under which there is nothing. */
  void place(Path incoming, String name) throws IOException {
    Path target = root.resolve(name);
    SafeFiles.createFolders(root, target.getParent());
    SafeFiles.move(root, incoming, target);
  }

  /** Writes the manifest, in the place of an earlier one. */
  void placeManifest(byte[] json) throws IOException {
    Path incoming = incoming();
    Files.write(incoming, json, StandardOpenOption.CREATE_NEW);
    SafeFiles.move(root, incoming, root.resolve(MANIFEST));
  }

  /** Removes files that came in and got no name. */
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

  /** What is wrong with the file, without its name. */
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
