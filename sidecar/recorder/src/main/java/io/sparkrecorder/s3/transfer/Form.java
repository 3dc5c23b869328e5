package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Server;

/**
 * The optional headers of one upload: a checksum and a condition, or without one that the server
 * may not know. A feature counts as unsupported only if the server refused the same upload with it
 * and accepted it without it.
 */
public final class Form {
  private final Server server;
  private boolean bare;
  private boolean unconditional;
  private boolean restored;

  public Form(Server server) {
    this.server = server;
  }

  public boolean checksums() {
    return !bare && server.checksums();
  }

  boolean conditions() {
    return !unconditional && server.conditions();
  }

  /** The request, marked with this form's choices. */
  public Call of(Call call) {
    return call.checksummed(checksums()).bare(bare);
  }

  /** Goes on without checksums, and without the chunks that come with them. */
  public void withoutChecksums() {
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
  public void taken() {
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
