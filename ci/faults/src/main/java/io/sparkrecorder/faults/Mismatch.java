package io.sparkrecorder.faults;

/**
 * A broken promise of the recorder.
 *
 * @param where pod and file, or key
 */
record Mismatch(Kind kind, String where, String what) {
  /** The promise that was broken. */
  enum Kind {
    /** Bytes that an agent finished are in no place. */
    LOST,
    /** The same bytes arrived twice. */
    DOUBLED,
    /** Bytes that no agent wrote, or in the wrong order. */
    WRONG_BYTES,
    /** A state that claims more, or less, than the bytes prove. */
    MISLABELLED,
    /** An entry whose object is missing, or has another size or checksum. */
    FALSE_ENTRY,
    /** {@code complete} or {@code sealed} although something is missing. */
    FALSE_COMPLETE,
    /** Everything went well in the end, but the manifest denies it. */
    NOT_COMPLETE,
    /** No manifest, or a manifest without one of the pods. */
    NO_ENTRY,
    /** An object that no manifest names. */
    STRAY_OBJECT,
    /** A temporary file that looks like a recording. */
    TEMPORARY,
    /** A multipart upload that is neither completed nor aborted. */
    UNFINISHED_UPLOAD,
    /** A recorder that ended when it should not, or did not end when it should. */
    PROCESS
  }

  @Override
  public String toString() {
    return kind + " " + where + ": " + what;
  }
}
