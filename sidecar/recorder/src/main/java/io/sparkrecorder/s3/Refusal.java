package io.sparkrecorder.s3;

/** The ways in which a server says no that an upload can go on from. */
enum Refusal {
  /** There is an object under this key. */
  EXISTS,
  /** There is no object under this key. */
  ABSENT,
  /** Another request for this key was under way; a multipart upload must be begun anew. */
  CONFLICTING,
  /** The multipart upload was completed or aborted. */
  NO_SUCH_UPLOAD,
  /** A part is not the one that we were told of. */
  INVALID_PART,
  /** The body has more bytes than the server, or a proxy before it, takes at once. */
  TOO_LARGE,
  /** The server does not list the parts of an upload. */
  NOT_LISTED,
  /** The server cannot handle checksums. */
  CHECKSUM,
  /** The server cannot handle {@code If-None-Match}. */
  CONDITION
}
