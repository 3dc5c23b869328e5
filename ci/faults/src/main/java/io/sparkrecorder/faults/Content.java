package io.sparkrecorder.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Bytes to be compared. */
final class Content {
  static final Content EMPTY = new Content(new byte[0]);

  private final byte[] bytes;
  private final int crc32c;

  private Content(byte[] bytes) {
    this.bytes = bytes;
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    this.crc32c = (int) crc.getValue();
  }

  /** Takes the array without a copy: the caller must no longer change it. */
  static Content of(byte[] bytes) {
    return new Content(bytes);
  }

  static Content read(Path file) throws IOException {
    return new Content(Files.readAllBytes(file));
  }

  static Content joined(List<Content> contents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    contents.forEach(content -> all.writeBytes(content.bytes));
    return new Content(all.toByteArray());
  }

  int size() {
    return bytes.length;
  }

  /** The checksum in hexadecimal, as in manifests. */
  String crc32c() {
    return "%08x".formatted(crc32c);
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  byte[] toBytes() {
    return bytes.clone();
  }

  Content slice(int from, int to) {
    return new Content(Arrays.copyOfRange(bytes, from, to));
  }

  /** The same bytes with one changed. */
  Content with(int index, byte value) {
    byte[] changed = bytes.clone();
    changed[index] = value;
    return new Content(changed);
  }

  boolean startsWith(Content begin) {
    return begin.size() <= size()
        && Arrays.equals(bytes, 0, begin.size(), begin.bytes, 0, begin.size());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Content content
        && crc32c == content.crc32c
        && Arrays.equals(bytes, content.bytes);
  }

  @Override
  public int hashCode() {
    return crc32c;
  }

  @Override
  public String toString() {
    return "%d bytes, CRC-32C %s".formatted(size(), crc32c());
  }
}
