package io.sparkrecorder.s3.request;

/** The refusals of a server after which an upload can go on. */
public enum Refusal {
  /** An object exists under this key. */
  EXISTS,
  /** No object exists under this key. */
  ABSENT,
  /** Another request for this key was in progress; a multipart upload must start over. */
  CONFLICTING,
  /** The multipart upload was completed or aborted. */
  NO_SUCH_UPLOAD,
  /** A part differs from the one that the server acknowledged. */
  INVALID_PART,
  /** The body has more bytes than the server, or a proxy before it, accepts in one request. */
  TOO_LARGE,
  /** The server does not list the parts of an upload. */
  NOT_LISTED,
  /** The server cannot handle checksums. */
  CHECKSUM,
  /** The server cannot handle {@code If-None-Match}. */
  CONDITION
}
