package io.sparkrecorder.marker;

/** A marker, manifest or journal line that cannot be read. */
public final class MalformedDocument extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedDocument(String message) {
    super(message);
  }
}
