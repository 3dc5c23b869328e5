package io.sparkrecorder.discovery;

/**
 * A Kubernetes Event, as {@code kubectl describe pod} shows it.
 *
 * @param reason what happened, in one word
 * @param action what the recorder was at, in one word
 * @param note for a person; what does not fit into 1 KiB is cut off
 */
public record PodEvent(Type type, String reason, String action, String note) {
  /** Kubernetes knows these two. */
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
