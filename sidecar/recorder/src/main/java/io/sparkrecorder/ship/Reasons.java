package io.sparkrecorder.ship;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.time.HangingFileSystem;

/** Formats failures for a manifest. */
final class Reasons {
  private Reasons() {}

  /** The message alone if it is complete; otherwise the kind of failure too. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    boolean speaks = failure instanceof MalformedDocument || failure instanceof HangingFileSystem;
    if (speaks && message != null) {
      return message;
    }
    String kind = failure.getClass().getSimpleName();
    return message == null ? kind : kind + ": " + message;
  }
}
