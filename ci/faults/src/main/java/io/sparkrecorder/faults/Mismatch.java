package io.sparkrecorder.faults;

/**
 * Something that the recorder promises and did not keep.
 *
 * @param where pod and file, or key
 */
record Mismatch(Kind kind, String where, String what) {
  /** The promise that was broken. */
  enum Kind {
    /** Bytes that an agent finished are nowhere. */
    LOST,
    /** The same bytes are there twice. */
    DOUBLED,
    /** Bytes that no agent wrote, or in another order. */
    WRONG_BYTES,
    /** A state that says more, or less, than the bytes bear out. */
    MISLABELLED,
    /** An entry whose object is missing, has another size or another checksum. */
    FALSE_ENTRY,
    /** {@code complete} or {@code sealed}, and something is missing. */
    FALSE_COMPLETE,
    /** Everything went well in the end, and the manifest does not say so. */
    NOT_COMPLETE,
    /** No manifest, or one without a pod that was there. */
    NO_ENTRY,
    /** An object that no manifest speaks of. */
    STRAY_OBJECT,
    /** A temporary file that looks like a recording. */
    TEMPORARY,
    /** A multipart upload that was neither completed nor aborted. */
    UNFINISHED_UPLOAD,
    /** A recorder that ended when it should not, or did not end when it should. */
    PROCESS
  }

  @Override
  public String toString() {
    return kind + " " + where + ": " + what;
  }
}
