package io.sparkrecorder.s3;

import java.io.IOException;

/** The file holds other bytes than expected. */
final class SourceChanged extends IOException {
  private static final long serialVersionUID = 1L;

  SourceChanged(String message) {
    super(message);
  }
}
