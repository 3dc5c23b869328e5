package io.sparkrecorder.s3;

/**
 * Why S3 did not do what was asked.
 *
 * @param reason for a program
 * @param message for a person: what, where and what to do, in one line and without secrets
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
    /** The server answers, but not with what was asked: overload, an internal error. */
    UNAVAILABLE,
    /** The server will never do this. */
    REFUSED,
    /** A quota is used up, or the server has no room. */
    FULL,
    /** The file is not what its size and checksum say. */
    SOURCE_CHANGED,
    /** The file cannot be read or written. */
    LOCAL_IO,
    /** An object's bytes are not what its checksum says. */
    DAMAGED,
    /** The object that was asked for is not there. */
    ABSENT,
    /** A fault of this process: it is out of memory, or has an error. */
    INTERNAL
  }

  Problem tried() {
    return new Problem(reason, message + " (tried until the deadline)");
  }

  Problem tried(int times) {
    return new Problem(reason, message + " (tried " + times + " times)");
  }
}
