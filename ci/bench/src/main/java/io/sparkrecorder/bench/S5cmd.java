package io.sparkrecorder.bench;

import java.nio.file.Path;

/** The peer that only uploads. */
public record S5cmd(Path binary) {
  /**
   * Starts to bring files into a bucket.
   *
   * @param files a folder, or a pattern of names
   * @param key what the objects' keys begin with; empty, or with a slash at its end
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
