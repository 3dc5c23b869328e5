package io.sparkrecorder.s3;

/**
 * How one upload asks: with a checksum and a condition, or without one of them that the server may
 * not know. The server is believed to lack something only when the same upload was refused with it
 * and taken without it.
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

  /** The request with what this form says of it. */
  Call of(Call call) {
    return call.checksummed(checksums()).bare(bare);
  }

  /** Goes on without checksums, and without the chunks that come with them. */
  void withoutChecksums() {
    bare = true;
  }

  /** Goes on without condition; if it was that, the checksums were not to blame. */
  void withoutConditions() {
    unconditional = true;
    if (bare && !restored) {
      bare = false;
      restored = true;
    }
  }

  /** The server took the bytes of the upload in this form. */
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
