package io.sparkrecorder.cli;

/** Exit codes of the commands for people. */
final class Exit {
  static final int OK = 0;

  /** Something that was asked for is not there, or its bytes are not what they should be. */
  static final int NOT_WHOLE = 1;

  /** The command line or the settings are wrong. */
  static final int USAGE = 2;

  /** S3 did not do what was asked. */
  static final int S3 = 3;

  private Exit() {}
}
