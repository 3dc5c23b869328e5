package io.sparkrecorder.report.application;

import io.sparkrecorder.checksum.Crc32c;

/**
 * Size and checksum of a manifest, by which a report names the manifest that it was made of.
 *
 * @param bytes size of the document
 */
public record ManifestStamp(long bytes, Crc32c crc32c) {
  public static ManifestStamp of(byte[] json) {
    return new ManifestStamp(json.length, Crc32c.of(json));
  }
}
