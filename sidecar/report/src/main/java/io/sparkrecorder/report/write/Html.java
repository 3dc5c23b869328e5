package io.sparkrecorder.report.write;

import io.sparkrecorder.report.page.ReportPage;
import io.sparkrecorder.report.profile.Profile;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes the page: one file with style, script and data in it, which needs no network. */
public final class Html {
  private Html() {}

  /** Writes the page; the target stays open. */
  public static void write(Profile profile, Optional<Profile> compare, OutputStream out)
      throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream(256 << 10);
    gzip(profile, compare, data);
    out.write(ReportPage.selfContained(data.toByteArray()).getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Writes the data as {@code profile.json.gz}; the target stays open. */
  public static void gzip(Profile profile, Optional<Profile> compare, OutputStream out)
      throws IOException {
    try (OutputStream gzip = new BestGzip(new Unclosed(out))) {
      ProfileJson.write(profile, compare, gzip);
    }
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out, 32 << 10);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  /** A target that stays open. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
