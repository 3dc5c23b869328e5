package io.sparkrecorder.cli;

/** Exit codes of the commands for people. */
final class Exit {
  static final int OK = 0;

  /** A requested object is missing, or its bytes are not the expected ones. */
  static final int NOT_WHOLE = 1;

  /** The command line or the settings are wrong. */
  static final int USAGE = 2;

  /** A request to S3 failed. */
  static final int S3 = 3;

  /** {@code reap}: S3 or the store cannot be reached. */
  static final int UNREACHABLE = 1;

  /** {@code reap}: some applications could not be finished. */
  static final int PARTLY = 3;

  private Exit() {}
}
