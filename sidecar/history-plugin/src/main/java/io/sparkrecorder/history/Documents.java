package io.sparkrecorder.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.functional.FutureIO;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads documents and files through the file system, and with the credentials, that this server has
 * for event logs. It opens objects by name and never lists a folder.
 */
final class Documents {
  /** Largest manifest and index, in bytes. */
  static final long LARGEST = 64L << 20;

  private static final Set<String> NO_CREDENTIALS =
      Set.of(
          "CredentialInitializationException",
          "NoAwsCredentialsException",
          "NoAuthWithAWSException");

  private static final Logger LOG = LoggerFactory.getLogger(Documents.class);
  private static final int FORBIDDEN = 403;
  private static final int BAD_GATEWAY = 502;

  private final SparkConf conf;
  private final TimedReads reads;
  private Optional<Configuration> hadoop = Optional.empty();

  Documents(SparkConf conf) {
    this.conf = conf;
    this.reads = TimedReads.of(conf);
  }

  private interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  Optional<Manifest> manifest(Path path, Predicate<Manifest.Pod> wanted) throws Unreadable {
    return document("manifest", path, in -> ManifestJson.read(in, wanted));
  }

  Optional<ReportIndex> reportIndex(Path path) throws Unreadable {
    return document("index of the report", path, ReportIndex::read);
  }

  /**
   * Opens a file; empty if there is none. Refuses an object that has another size than its document
   * says: it is another one.
   */
  Optional<StoredFile> open(Path path, long size) throws Unreadable {
    Optional<FileStatus> status = timed("file", path, () -> status(path));
    if (status.isEmpty()) {
      return Optional.empty();
    }
    if (status.orElseThrow().getLen() != size) {
      throw Unreadable.logged(
          BAD_GATEWAY,
          "The file is not the one that was listed: it has "
              + status.orElseThrow().getLen()
              + " bytes, not "
              + size,
          new IOException(path.toString()));
    }
    return timed(
        "file",
        path,
        () -> Optional.of(new StoredFile(this, path, opened(status.orElseThrow()))),
        late -> late.ifPresent(StoredFile::close));
  }

  private Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(fileSystem(path).getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Opens a file whose status is known, for which S3A asks again otherwise. */
  private FSDataInputStream opened(FileStatus status) throws IOException {
    Path path = status.getPath();
    return FutureIO.awaitFuture(fileSystem(path).openFile(path).withFileStatus(status).build());
  }

  void close(Closeable file) {
    reads.close(file);
  }

  /** Loads the file system of a path in the background, which takes long, and asks it nothing. */
  void prepare(Path path) {
    reads.aside(
        () -> {
          try {
            fileSystem(path);
          } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("The file system of the recordings is not prepared", e);
          }
        });
  }

  private <T> Optional<T> document(String what, Path path, Reader<T> reader) throws Unreadable {
    return timed(
        what,
        path,
        () -> {
          try (InputStream in = new Bounded(fileSystem(path).open(path), LARGEST)) {
            return Optional.of(reader.read(in));
          } catch (FileNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  /** Makes a call of the file system within the time limit. */
  <T> T timed(String what, Path path, Callable<T> work) throws Unreadable {
    return timed(what, path, work, late -> {});
  }

  private <T> T timed(String what, Path path, Callable<T> work, Consumer<T> late)
      throws Unreadable {
    try {
      return reads.call(work, late);
    } catch (ExecutionException e) {
      throw problem(what, path, Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  /** Words a problem of the file system. */
  private static Unreadable problem(String what, Path path, Throwable e) {
    if (e instanceof Malformed) {
      return Unreadable.logged(BAD_GATEWAY, "The " + what + " is broken: " + e.getMessage(), e);
    }
    if (e instanceof JsonProcessingException) {
      return Unreadable.logged(
          BAD_GATEWAY, "The " + what + " is broken: it is not the JSON that is expected", e);
    }
    String name = path.getName();
    if (hasNoCredentials(e)) {
      return Unreadable.logged(
          FORBIDDEN,
          "This server has no credentials for S3, so the "
              + what
              + " "
              + name
              + " cannot be read. Give its pod AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or its"
              + " service account a role",
          e);
    }
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return Unreadable.logged(
          FORBIDDEN,
          "This server may not read the "
              + what
              + " "
              + name
              + ": S3 answered 403. Its role needs s3:GetObject on the recordings; without"
              + " s3:ListBucket, S3 answers 403 also if there is no such object",
          e);
    }
    if (e instanceof UnsupportedFileSystemException || e instanceof LinkageError) {
      return Unreadable.logged(
          BAD_GATEWAY,
          "This server cannot read "
              + path.toUri().getScheme()
              + "://: libraries such as hadoop-aws are missing in its image",
          e);
    }
    return Unreadable.logged(BAD_GATEWAY, "The " + what + " " + name + " could not be read", e);
  }

  /** S3A reports missing credentials as a denied access. Its class is not on our class path. */
  private static boolean hasNoCredentials(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (NO_CREDENTIALS.contains(at.getClass().getSimpleName())) {
        return true;
      }
    }
    return false;
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return FileSystem.get(path.toUri(), hadoop());
  }

  /** Hadoop's configuration, which takes long to make. */
  private synchronized Configuration hadoop() {
    if (hadoop.isEmpty()) {
      hadoop = Optional.of(SparkHadoopUtil.get().newConfiguration(conf));
    }
    return hadoop.get();
  }
}
