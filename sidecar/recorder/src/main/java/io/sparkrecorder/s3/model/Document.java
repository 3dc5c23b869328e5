package io.sparkrecorder.s3.model;

import io.sparkrecorder.checksum.Crc32c;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The bytes of a document, read again for each attempt. */
public interface Document {
  long bytes();

  Crc32c crc32c();

  /** Opens all bytes; a failure to read shows when they are read. */
  InputStream open();

  /** A document that is small enough for the heap. */
  static Document of(byte[] bytes) {
    return of(bytes.length, Crc32c.of(bytes), () -> new ByteArrayInputStream(bytes));
  }

  /** A document with known size and checksum. */
  static Document of(long bytes, Crc32c crc32c, Source source) {
    return new Document() {
      @Override
      public long bytes() {
        return bytes;
      }

      @Override
      public Crc32c crc32c() {
        return crc32c;
      }

      @Override
      public InputStream open() {
        try {
          return source.open();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** Opens the bytes. */
  interface Source {
    InputStream open() throws IOException;
  }
}
