package io.sparkrecorder.history;

import java.io.IOException;

/** A document that breaks its contract, with a sentence for people. */
final class Malformed extends IOException {
  private static final long serialVersionUID = 1;

  Malformed(String sentence) {
    super(sentence);
  }
}
