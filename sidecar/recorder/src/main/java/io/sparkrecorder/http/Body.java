package io.sparkrecorder.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request.
 *
 * @param bytes how many there are; negative when that is not known before the end
 * @param source is opened when the first byte is to be sent
 */
public record Body(long bytes, Source source) {

  /** Opens the body. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }
}
