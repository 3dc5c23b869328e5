package io.sparkrecorder.s3.model;

import java.io.IOException;

/** The file holds other bytes than expected. */
public final class SourceChanged extends IOException {
  private static final long serialVersionUID = 1L;

  private final String message;

  public SourceChanged(String message) {
    super(message);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
