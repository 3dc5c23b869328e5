package io.sparkrecorder.cli;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.Problem;
import io.sparkrecorder.s3.S3Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;

/**
 * Brings one file of a manifest, under its name only when its bytes are what the manifest says.
 *
 * @param key of the file in the bucket
 * @param target where it goes
 */
record Fetch(ObjectStore s3, ManifestFile file, String key, Path target, Progress progress)
    implements Callable<Optional<String>> {

  /** Gives what is wrong with this file; throws what other files would meet as well. */
  @Override
  public Optional<String> call() throws IOException {
    return Files.exists(target) ? verify() : download();
  }

  private Optional<String> verify() throws IOException {
    if (!Files.isRegularFile(target) || !checksum(target).equals(expected())) {
      return Optional.of(
          "%s is there with other bytes: remove it, or give another folder with -o"
              .formatted(target));
    }
    progress.kept(target, file.file().bytes());
    return Optional.empty();
  }

  private Optional<String> download() throws IOException {
    Files.createDirectories(target.getParent());
    Path temporary = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Crc32c actual = s3.download(key, temporary, progress.file());
      if (!actual.equals(expected())) {
        return Optional.of(
            "%s: checksum %s, the manifest says %s".formatted(key, actual.hex(), expected().hex()));
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      progress.done(target, file.file().bytes());
      return Optional.empty();
    } catch (S3Problem e) {
      if (concernsThisFileAlone(e.problem().reason())) {
        return Optional.of(e.getMessage());
      }
      throw e;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static boolean concernsThisFileAlone(Problem.Reason reason) {
    return reason == Problem.Reason.DAMAGED || reason == Problem.Reason.ABSENT;
  }

  Crc32c expected() {
    return file.file().crc32c();
  }

  private static Crc32c checksum(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return Crc32c.of(crc);
  }
}
