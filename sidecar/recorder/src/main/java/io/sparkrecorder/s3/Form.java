package io.sparkrecorder.s3;

/**
 * The optional headers of one upload: a checksum and a condition, or without one that the server
 * may not know. A feature counts as unsupported only if the server refused the same upload with it
 * and accepted it without it.
 */
final class Form {
  private final Server server;
  private boolean bare;
  private boolean unconditional;
  private boolean restored;

  Form(Server server) {
    this.server = server;
  }

  boolean checksums() {
    return !bare && server.checksums();
  }

  boolean conditions() {
    return !unconditional && server.conditions();
  }

  /** The request, marked with this form's choices. */
  Call of(Call call) {
    return call.checksummed(checksums()).bare(bare);
  }

  /** Goes on without checksums, and without the chunks that come with them. */
  void withoutChecksums() {
    bare = true;
  }

  /**
   * Goes on without the condition, and with checksums again, because the condition may have been
   * the cause.
   */
  void withoutConditions() {
    unconditional = true;
    if (bare && !restored) {
      bare = false;
      restored = true;
    }
  }

  /** Records that the server accepted the upload in this form. */
  void taken() {
    if (bare) {
      server.refusesChecksums();
    } else if (checksums()) {
      server.tookChecksums();
    }
    if (unconditional) {
      server.refusesConditions();
    }
  }
}
