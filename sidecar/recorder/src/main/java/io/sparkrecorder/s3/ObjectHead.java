package io.sparkrecorder.s3;

import io.sparkrecorder.checksum.Crc32c;
import java.util.Optional;

/**
 * What the server says of an object without sending it.
 *
 * @param owner of the upload that grew into it, as it was named at its begin
 * @param crc32c of all bytes, where it is known
 */
public record ObjectHead(long bytes, Optional<String> owner, Optional<Crc32c> crc32c) {}
