package io.sparkrecorder.report.application;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The place of an application's recordings. */
public interface Origin extends AutoCloseable {
  /**
   * The application as its manifest, or else a listing, describes it.
   *
   * @throws io.sparkrecorder.cli.NotThere if there is no such application
   */
  Application application();

  /**
   * Checks that there is such an application, and reads none of its documents.
   *
   * @throws io.sparkrecorder.cli.NotThere if there is none
   */
  void check();

  /**
   * Makes a file readable, under this path or where it is.
   *
   * @param progress takes the number of bytes that have arrived
   * @throws FileProblem if this file alone cannot be had
   */
  Path fetch(AppFile file, Path scratch, Consumer<Long> progress) throws IOException;

  /**
   * Makes the first bytes of a file readable, under this path or where it is, without the rest.
   *
   * @throws FileProblem if this file alone cannot be had
   */
  Path fetchStart(AppFile file, int bytes, Path scratch) throws IOException;

  /** Event logs of the application that are beside the recordings. */
  Optional<LogFiles> eventLog();

  @Override
  void close();

  /** A problem of one file. */
  final class FileProblem extends IOException {
    private static final long serialVersionUID = 1L;

    public FileProblem(String message) {
      super(message);
    }
  }

  /**
   * The files of an event log in their order.
   *
   * @param url where they are, for people
   */
  record LogFiles(String url, List<LogFile> files) {}

  /** One file of an event log. */
  interface LogFile {
    String name();

    /** Makes it readable, under this path or where it is. */
    Path fetch(Path scratch) throws IOException;
  }
}
