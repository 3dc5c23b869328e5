package io.sparkrecorder.s3.model;

import io.sparkrecorder.checksum.Crc32c;
import java.util.Map;

/**
 * A multipart upload in progress, with all data that another process needs to finish it.
 *
 * @param key key of the object
 * @param uploadId the server's id of the upload
 * @param partSize size in bytes of every part but the last
 * @param bytes size of the whole object
 * @param crc32c checksum of the whole object
 * @param parts the acknowledged parts, by part number from 1
 */
public record Multipart(
    String key,
    String uploadId,
    long partSize,
    long bytes,
    Crc32c crc32c,
    Map<Integer, Part> parts) {

  /** A part that the server has acknowledged. */
  public record Part(String etag, Crc32c crc32c, long bytes) {}

  public Multipart {
    parts = Map.copyOf(parts);
  }

  /** Tells whether it was begun for the same bytes. */
  public boolean isFor(Upload upload) {
    return key.equals(upload.key()) && bytes == upload.bytes() && crc32c.equals(upload.crc32c());
  }

  public int count() {
    return Math.toIntExact((bytes + partSize - 1) / partSize);
  }

  public long offset(int number) {
    return (number - 1) * partSize;
  }

  public long length(int number) {
    return Math.min(partSize, bytes - offset(number));
  }
}
