package io.sparkrecorder.s3;

import java.io.IOException;

/** The file could not be read; tells this apart from trouble with the network. */
final class LocalIo extends IOException {
  private static final long serialVersionUID = 1L;

  LocalIo(IOException cause) {
    super(cause);
  }
}
