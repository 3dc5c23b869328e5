package io.sparkrecorder.s3.request;

import java.io.IOException;

/** A failure to read the local file, as opposed to one of the network. */
public final class LocalIo extends IOException {
  private static final long serialVersionUID = 1L;

  public LocalIo(IOException cause) {
    super(cause);
  }
}
