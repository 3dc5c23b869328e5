package io.sparkrecorder.ship;

import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.config.S3Settings;
import java.time.Duration;
import java.util.Optional;

/** Settings of buckets that no request of a test reaches. */
final class Buckets {
  static final S3Settings RECORDINGS =
      new S3Settings(
          "recordings",
          "pipelines/team-a",
          Optional.empty(),
          Optional.empty(),
          false,
          Encryption.NONE,
          Optional.empty(),
          ChecksumMode.AUTO,
          5 << 20,
          2,
          Duration.ofSeconds(5));

  private Buckets() {}
}
