package io.sparkrecorder.config;

/** Tells whether requests to S3 carry checksums. */
public enum ChecksumMode {
  /** Sends checksums until the server refuses one. */
  AUTO,
  ON,
  OFF
}
