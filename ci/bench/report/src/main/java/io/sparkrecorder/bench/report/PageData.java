package io.sparkrecorder.bench.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The data inside a report's page. */
final class PageData {
  private static final Pattern DATA =
      Pattern.compile("id=\"spark-recorder-data\">([A-Za-z0-9+/=\\s]+)<");
  private static final Pattern CPU =
      Pattern.compile("\"totals\":\\[\\{\"kind\":0,\"weight\":(\\d+)");
  private static final Pattern PARENTS = Pattern.compile("\"parent\":\\[([-0-9,]*)\\]");

  private final byte[] gzipped;
  private final String json;

  PageData(Path page) {
    try {
      Matcher matcher = DATA.matcher(Files.readString(page));
      if (!matcher.find()) {
        throw new IllegalStateException(page + " holds no data");
      }
      gzipped = Base64.getMimeDecoder().decode(matcher.group(1));
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
        json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int gzippedBytes() {
    return gzipped.length;
  }

  /** The weight of all samples of Java code. */
  long samples() {
    return Long.parseLong(found(CPU));
  }

  /** The number of nodes in the tree. */
  int nodes() {
    return found(PARENTS).split(",", -1).length;
  }

  private String found(Pattern pattern) {
    Matcher matcher = pattern.matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("the page's data lacks " + pattern);
    }
    return matcher.group(1);
  }
}
