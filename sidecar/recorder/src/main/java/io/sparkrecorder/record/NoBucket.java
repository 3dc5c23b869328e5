package io.sparkrecorder.record;

import java.io.IOException;

/** There is no way to the bucket that recordings should go to. */
final class NoBucket extends IOException {
  private static final long serialVersionUID = 1L;

  NoBucket(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
