package io.sparkrecorder.s3;

import java.io.IOException;

/** A failure to read the local file, as opposed to one of the network. */
final class LocalIo extends IOException {
  private static final long serialVersionUID = 1L;

  LocalIo(IOException cause) {
    super(cause);
  }
}
