package io.sparkrecorder.s3.model;

import io.sparkrecorder.checksum.Crc32c;
import java.util.Optional;

/**
 * The properties of an object that the server reports without sending its bytes.
 *
 * @param owner owner that the growing upload named when it began
 * @param crc32c checksum of all bytes, where it is known
 * @param etag version of the object, for {@code If-Match}
 */
public record ObjectHead(
    long bytes, Optional<String> owner, Optional<Crc32c> crc32c, Optional<String> etag) {}
