package io.sparkrecorder.time;

import java.io.IOException;

/** A file system did not answer in time. */
public final class HangingFileSystem extends IOException {
  private static final long serialVersionUID = 1L;

  HangingFileSystem(String message) {
    super(message);
  }
}
