package io.sparkrecorder.config;

/** Server-side encryption of uploaded objects. */
public enum Encryption {
  /** The bucket's default encryption. */
  NONE,
  AES256,
  AWS_KMS
}
