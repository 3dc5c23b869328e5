package io.sparkrecorder.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request.
 *
 * @param bytes its length; negative if it is unknown until the end
 * @param source opened when the first byte is due
 */
public record Body(long bytes, Source source) {

  /** Opens the body. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }
}
