package io.sparkrecorder.config;

/** Whether requests to S3 carry checksums. */
public enum ChecksumMode {
  /** On, until the server refuses one. */
  AUTO,
  ON,
  OFF
}
