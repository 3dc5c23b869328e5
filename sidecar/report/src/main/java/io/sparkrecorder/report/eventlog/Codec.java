package io.sparkrecorder.report.eventlog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How a file of an event log is compressed, which its first bytes tell. */
enum Codec {
  PLAIN,
  ZSTD,
  LZ4;

  private static final int MAGIC_BYTES = 8;
  private static final int BUFFER = 64 << 10;

  /** Opens the text of a file. */
  static InputStream open(InputStream file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(file, BUFFER);
    in.mark(MAGIC_BYTES);
    byte[] magic = in.readNBytes(MAGIC_BYTES);
    in.reset();
    return switch (of(magic)) {
      case ZSTD -> new ZstdText(in);
      case LZ4 -> new Lz4Blocks(in);
      case PLAIN -> in;
    };
  }

  private static Codec of(byte[] magic) {
    if (starts(magic, 0x28, 0xB5, 0x2F, 0xFD)) {
      return ZSTD;
    }
    return starts(magic, 'L', 'Z', '4', 'B') ? LZ4 : PLAIN;
  }

  private static boolean starts(byte[] magic, int... bytes) {
    for (int index = 0; index < bytes.length; index++) {
      if (index >= magic.length || (magic[index] & 0xFF) != bytes[index]) {
        return false;
      }
    }
    return true;
  }
}
