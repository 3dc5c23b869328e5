package io.sparkrecorder.history;

import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document or a file that is there, or may be, and cannot be read. People get one sentence, and
 * the server's log the cause, under the same reference.
 */
final class Unreadable extends Exception {
  private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);
  private static final long serialVersionUID = 1;
  private static final int REFERENCE = 8;

  private final int status;
  private final String sentence;

  /**
   * @param status the HTTP status that a download answers with
   */
  private Unreadable(int status, String sentence, Throwable cause) {
    super(sentence, cause);
    this.status = status;
    this.sentence = sentence;
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  int status() {
    return status;
  }

  /** A problem that the server's log explains. */
  static Unreadable logged(int status, String sentence, Throwable cause) {
    String reference = UUID.randomUUID().toString().substring(0, REFERENCE);
    LOG.warn("Recordings, reference {}: {}", reference, sentence, cause);
    return new Unreadable(
        status, sentence + " (reference " + reference + " in this server's log)", cause);
  }
}
