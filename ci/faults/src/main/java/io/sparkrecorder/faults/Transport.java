package io.sparkrecorder.faults;

/** The place where the recorders of an application meet. */
enum Transport {
  SHARED_VOLUME("shared-volume"),
  DIRECT("direct");

  private final String text;

  Transport(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
