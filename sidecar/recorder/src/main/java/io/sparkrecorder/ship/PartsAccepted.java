package io.sparkrecorder.ship;

import io.sparkrecorder.store.Outbox;

/**
 * Tells whether the server makes an object of parts of different sizes, such as those of a growing
 * recording. Once it has refused to, each piece is sent as one file when it is closed, and pieces
 * are closed at a smaller size, because nothing of an open piece is at the server.
 */
final class PartsAccepted {
  private final Outbox outbox;
  private final long pieceSize;
  private volatile boolean refused;

  /**
   * Assumes that the server accepts such parts.
   *
   * @param pieceSize size from which a piece is closed if parts are refused
   */
  PartsAccepted(Outbox outbox, long pieceSize) {
    this.outbox = outbox;
    this.pieceSize = pieceSize;
  }

  boolean holds() {
    return !refused;
  }

  void refused() {
    refused = true;
    outbox.rollAt(pieceSize);
  }
}
