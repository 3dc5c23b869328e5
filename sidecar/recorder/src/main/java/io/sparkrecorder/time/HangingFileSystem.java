package io.sparkrecorder.time;

import java.io.IOException;

/** Thrown when a file system does not respond in time. */
public final class HangingFileSystem extends IOException {
  private static final long serialVersionUID = 1L;

  HangingFileSystem(String message) {
    super(message);
  }
}
