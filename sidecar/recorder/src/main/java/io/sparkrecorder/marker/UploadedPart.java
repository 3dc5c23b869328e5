package io.sparkrecorder.marker;

import io.sparkrecorder.checksum.Crc32c;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a multipart upload under way.
 *
 * @param number from 1
 * @param etag that the server gave
 * @param bytes of it
 * @param crc32c of these bytes
 */
public record UploadedPart(int number, String etag, long bytes, Crc32c crc32c) {

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
        Math.toIntExact(fields.number("number")),
        fields.text("etag"),
        fields.number("bytes"),
        fields.crc32c("crc32c"));
  }
}
