package io.sparkrecorder.cli;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Downloads one file of a manifest. The file gets its name only if its bytes are those that the
 * manifest lists.
 *
 * @param key key of the file in the bucket
 * @param to folder that it goes to
 * @param name its name in that folder
 */
record Fetch(
    ObjectStore s3, ManifestFile file, String key, Destination to, String name, Progress progress)
    implements Callable<Optional<String>> {

  /**
   * Describes the problem of this file, if there is one; throws problems that other files would
   * meet as well.
   */
  @Override
  public Optional<String> call() throws IOException {
    return switch (to.there(name)) {
      case Destination.There.Nothing() -> download();
      case Destination.There.Odd(String why) -> inTheWay(why);
      case Destination.There.Bytes(Crc32c there) when !there.equals(expected()) ->
          inTheWay("exists with different content");
      case Destination.There.Bytes(_) -> {
        progress.kept(to.shown(name), file.file().bytes());
        yield Optional.empty();
      }
    };
  }

  private Optional<String> inTheWay(String why) {
    return Optional.of(
        "%s %s: remove it, or give another folder with -o".formatted(to.shown(name), why));
  }

  private Optional<String> download() throws IOException {
    Path incoming = to.incoming();
    try {
      Crc32c actual = s3.download(key, incoming, progress.file());
      if (!actual.equals(expected())) {
        return Optional.of(
            "%s: checksum %s, the manifest says %s".formatted(key, actual.hex(), expected().hex()));
      }
      to.place(incoming, name);
      progress.done(to.shown(name), file.file().bytes());
      return Optional.empty();
    } catch (FileSystemException e) {
      return inTheWay(Destination.reason(e));
    } catch (S3Problem e) {
      if (concernsThisFileAlone(e.problem().reason())) {
        return Optional.of(e.problem().message());
      }
      throw e;
    } finally {
      Files.deleteIfExists(incoming);
    }
  }

  private static boolean concernsThisFileAlone(Problem.Reason reason) {
    return reason == Problem.Reason.DAMAGED || reason == Problem.Reason.ABSENT;
  }

  Crc32c expected() {
    return file.file().crc32c();
  }
}
