package io.sparkrecorder.bench;

import java.nio.file.Path;

/** Runs s5cmd, the peer that does nothing but upload. */
public record S5cmd(Path binary) {
  /**
   * Starts an upload into a bucket.
   *
   * @param files a folder or a pattern of names
   * @param key prefix of the objects' keys; empty, or with a trailing slash
   */
  public Measured upload(String files, Bucket bucket, String key) {
    ProcessBuilder builder =
        new ProcessBuilder(
            binary.toString(),
            "--log",
            "error",
            "--endpoint-url",
            bucket.server().endpoint().toString(),
            "cp",
            files,
            "s3://" + bucket.name() + "/" + key);
    builder.environment().putAll(bucket.settings());
    return Measured.start(builder, "");
  }
}
