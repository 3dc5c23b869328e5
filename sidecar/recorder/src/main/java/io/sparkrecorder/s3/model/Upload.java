package io.sparkrecorder.s3.model;

import io.sparkrecorder.checksum.Crc32c;
import java.nio.file.Path;

/**
 * One file to upload, with the identity of its bytes. Other bytes are never stored under its key.
 *
 * @param file name of the file for messages; its bytes to upload no longer change
 * @param source source of its bytes; any bytes after them are not sent
 * @param key key of the object
 * @param bytes number of bytes from the start of the file
 * @param crc32c checksum of these bytes
 * @param contentType content type of the object
 */
public record Upload(
    Path file, Source source, String key, long bytes, Crc32c crc32c, String contentType) {}
