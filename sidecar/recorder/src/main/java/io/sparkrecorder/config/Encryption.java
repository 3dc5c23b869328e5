package io.sparkrecorder.config;

/** Server-side encryption of what is put to S3. */
public enum Encryption {
  /** What the bucket does by default. */
  NONE,
  AES256,
  AWS_KMS
}
