package io.sparkrecorder.s3;

/**
 * What a request asks for, as far as its failure must be understood.
 *
 * @param action the right that it needs, such as {@code s3:PutObject}
 * @param target key or prefix; may be empty
 * @param checksummed whether it carries a checksum that we could leave out
 * @param conditional whether it carries {@code If-None-Match}
 * @param completes whether it ends a multipart upload, which a conflict undoes
 */
record Call(
    String action, String target, boolean checksummed, boolean conditional, boolean completes) {
  static Call plain(String action, String target) {
    return new Call(action, target, false, false, false);
  }

  Call checksummed(boolean yes) {
    return new Call(action, target, yes, conditional, completes);
  }

  Call conditional(boolean yes) {
    return new Call(action, target, checksummed, yes, completes);
  }

  Call completing() {
    return new Call(action, target, checksummed, conditional, true);
  }
}
