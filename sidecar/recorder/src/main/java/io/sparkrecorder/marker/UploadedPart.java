package io.sparkrecorder.marker;

import io.sparkrecorder.checksum.Crc32c;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a running multipart upload.
 *
 * @param number from 1
 * @param etag ETag that the server gave
 * @param bytes its size
 * @param crc32c checksum of these bytes
 */
public record UploadedPart(int number, String etag, long bytes, Crc32c crc32c) {
  /** S3 allows no more parts per upload. */
  public static final int MOST = 10_000;

  private static final int LONGEST_ETAG = 1_024;

  public UploadedPart {
    Checks.number("number", number, 1, MOST);
    Checks.token("etag", etag, LONGEST_ETAG);
    Checks.size("bytes", bytes);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", number);
    map.put("etag", etag);
    map.put("bytes", bytes);
    map.put("crc32c", crc32c.hex());
    return map;
  }

  static UploadedPart from(Fields fields) {
    return new UploadedPart(
        fields.partNumber("number"),
        fields.text("etag"),
        fields.number("bytes"),
        fields.crc32c("crc32c"));
  }
}
