package io.sparkrecorder.discovery;

/**
 * A Kubernetes Event that {@code kubectl describe pod} shows.
 *
 * @param reason the occurrence, in one word
 * @param action the recorder's activity at that moment, in one word
 * @param note text for people, cut off after 1 KiB
 */
public record PodEvent(Type type, String reason, String action, String note) {
  /** The two types that Kubernetes knows. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }
}
