package io.sparkrecorder.store;

import java.io.IOException;
import java.io.OutputStream;

/** A document that is written piece by piece, so that it is never held whole. */
public interface Content {
  void writeTo(OutputStream out) throws IOException;
}
