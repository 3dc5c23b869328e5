package io.sparkrecorder.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moves the Date header of a response. */
final class Redated {
  private static final String DATE = "date:";

  private Redated() {}

  /** Reads the head of a response, up to the empty line, and returns it with another date. */
  static byte[] head(InputStream response, Duration by) throws IOException {
    StringBuilder head = new StringBuilder();
    StringBuilder line = new StringBuilder();
    int read;
    while ((read = response.read()) >= 0) {
      line.append((char) read);
      if (read == '\n') {
        String whole = line.toString();
        head.append(moved(whole, by));
        line.setLength(0);
        if (whole.isBlank()) {
          break;
        }
      }
    }
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String moved(String line, Duration by) {
    if (!line.toLowerCase(Locale.ROOT).startsWith(DATE)) {
      return line;
    }
    DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME;
    ZonedDateTime date = ZonedDateTime.parse(line.substring(DATE.length()).strip(), format);
    return "Date: " + format.format(date.plus(by)) + "\r\n";
  }
}
