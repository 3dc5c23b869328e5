package io.sparkrecorder.report.eventlog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How a file of an event log is compressed, which its first bytes tell. */
enum Codec {
  PLAIN,
  ZSTD,
  LZ4,
  SNAPPY,
  LZF;

  private static final int MAGIC_BYTES = 8;
  private static final int BUFFER = 64 << 10;

  /** Opens a file from its beginning. */
  interface Opener {
    InputStream open() throws IOException;
  }

  /** Opens the text of a file. */
  static InputStream open(Opener file) throws IOException {
    InputStream in = buffered(file);
    try {
      in.mark(MAGIC_BYTES);
      byte[] magic = in.readNBytes(MAGIC_BYTES);
      in.reset();
      return switch (of(magic)) {
        case ZSTD -> new ZstdText(in, () -> buffered(file));
        case LZ4 -> new Lz4Blocks(in);
        case SNAPPY -> new SnappyBlocks(in);
        case LZF -> throw new IOException("it is compressed with lzf, which reports do not read");
        case PLAIN -> in;
      };
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream buffered(Opener file) throws IOException {
    return new BufferedInputStream(file.open(), BUFFER);
  }

  private static Codec of(byte[] magic) {
    if (starts(magic, 0x28, 0xB5, 0x2F, 0xFD)) {
      return ZSTD;
    }
    if (starts(magic, 'L', 'Z', '4', 'B')) {
      return LZ4;
    }
    if (starts(magic, 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0)) {
      return SNAPPY;
    }
    return starts(magic, 'Z', 'V') ? LZF : PLAIN;
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
