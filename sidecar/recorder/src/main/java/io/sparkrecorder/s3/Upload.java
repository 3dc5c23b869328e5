package io.sparkrecorder.s3;

import io.sparkrecorder.checksum.Crc32c;
import java.nio.file.Path;

/**
 * One file to send, and what its bytes are. Other bytes are never stored under its key.
 *
 * @param file of which no one changes these bytes any more, for messages
 * @param source of its bytes; what follows them is not sent
 * @param key of the object
 * @param bytes how many, from the begin of the file
 * @param crc32c checksum of them
 * @param contentType of the object
 */
public record Upload(
    Path file, Source source, String key, long bytes, Crc32c crc32c, String contentType) {

  /** A regular file that is found by its path. */
  public Upload(Path file, String key, long bytes, Crc32c crc32c, String contentType) {
    this(file, Source.of(file), key, bytes, crc32c, contentType);
  }
}
