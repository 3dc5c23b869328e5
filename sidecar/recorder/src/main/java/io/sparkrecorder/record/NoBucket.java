package io.sparkrecorder.record;

import java.io.IOException;

/** The bucket for recordings cannot be used. */
final class NoBucket extends IOException {
  private static final long serialVersionUID = 1L;

  NoBucket(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
