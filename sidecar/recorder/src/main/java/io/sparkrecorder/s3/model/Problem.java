package io.sparkrecorder.s3.model;

/**
 * The reason why a request to S3 failed.
 *
 * @param reason kind of the problem, for code
 * @param message text for people: the problem, its place and the remedy, in one line and without
 *     secrets
 */
public record Problem(Reason reason, String message) {

  /** The kinds of problem that need different answers. */
  public enum Reason {
    /** No time was left, or the caller was interrupted. */
    DEADLINE,
    /** Credentials are missing, wrong, expired, or may not do this. */
    ACCESS_DENIED,
    NO_SUCH_BUCKET,
    /** No connection, or no answer in time. */
    UNREACHABLE,
    /** The server answers with a failure of its own: overload, an internal error. */
    UNAVAILABLE,
    /** The server refuses this request for good. */
    REFUSED,
    /** A quota is used up, or the server has no room. */
    FULL,
    /** The file does not match its size and checksum. */
    SOURCE_CHANGED,
    /** The file cannot be read or written. */
    LOCAL_IO,
    /** The bytes of an object do not match its checksum. */
    DAMAGED,
    /** The requested object does not exist. */
    ABSENT,
    /** A fault in this process: out of memory, or a bug. */
    INTERNAL
  }

  /** Tells whether the server, or a missing right, prevents the request for good. */
  public boolean isFinal() {
    return switch (reason) {
      case REFUSED, ACCESS_DENIED -> true;
      default -> false;
    };
  }

  public Problem tried() {
    return new Problem(reason, message + " (tried until the deadline)");
  }

  public Problem tried(int times) {
    return new Problem(reason, message + " (tried " + times + " times)");
  }
}
