package io.sparkrecorder.format;

import io.sparkrecorder.text.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

public enum Format {
  /** Flight Recorder chunks of a JVM or of async-profiler; the two cannot be told apart. */
  JFR,
  /** A heap dump. */
  HPROF,
  /** A heap dump that HotSpot or a person compressed. */
  HPROF_GZ,
  /** A recording of Undo; its content is not public, so its name decides. */
  UNDO,
  /** The log of a crashed JVM. */
  HS_ERR,
  OTHER;

  private static final String GZIP_MAGIC = "\u001F\u008B";

  /** Tells the format by the first bytes, and by the name if these are ambiguous. */
  public static Format of(String fileName, FileChannel channel) throws IOException {
    byte[] head = head(channel);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("FLR\0")) {
      return JFR;
    }
    if (text.startsWith(Hprof.MAGIC)) {
      return HPROF;
    }
    if (text.startsWith("#\n# A fatal error") || text.startsWith("#\n# There is insufficient")) {
      return HS_ERR;
    }
    Format named = named(fileName.toLowerCase(Locale.ROOT));
    if (text.startsWith(GZIP_MAGIC)) {
      return named == HPROF || HprofGz.begins(head) ? HPROF_GZ : named;
    }
    return named;
  }

  /** The name that markers and manifests use. */
  public String text() {
    return Words.of(this);
  }

  private static Format named(String name) {
    if (name.endsWith(".jfr") || name.endsWith(".jfr.part")) {
      return JFR;
    }
    String dump = HeapDumpSegment.dumpOf(name).orElse(name);
    if (dump.endsWith(".hprof")) {
      return HPROF;
    }
    if (dump.endsWith(".hprof.gz")) {
      return HPROF_GZ;
    }
    if (name.endsWith(".undo")) {
      return UNDO;
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.startsWith("hs_err") && last.endsWith(".log") ? HS_ERR : OTHER;
  }

  private static byte[] head(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(256);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
      // A read may give fewer bytes than requested.
    }
    byte[] head = new byte[bytes.position()];
    bytes.get(0, head);
    return head;
  }
}
