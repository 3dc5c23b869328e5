package io.sparkrecorder.ship;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.time.Deadline;

/**
 * The object of one piece of a recording: finds it under its keys, or makes it of the closed piece,
 * which is sent like any other file.
 */
final class PieceObject {
  private final Piece piece;
  private final PieceProgress progress;
  private final ObjectStore s3;
  private final UploadJournal journal;
  private final Deadline deadline;

  /**
   * Sends nothing yet.
   *
   * @param progress told when the object is complete, or why it cannot be made
   */
  PieceObject(
      Piece piece,
      PieceProgress progress,
      ObjectStore s3,
      UploadJournal journal,
      Deadline deadline) {
    this.piece = piece;
    this.progress = progress;
    this.s3 = s3;
    this.journal = journal;
    this.deadline = deadline;
  }

  /** Tells whether the object under this key is this piece. Throws {@link S3Problem}. */
  boolean isComplete(String key) {
    RecordedFile file = piece.file();
    boolean complete = s3.head(key, deadline).filter(head -> piece.isThis(file, head)).isPresent();
    if (complete) {
      progress.whole(file, key);
    }
    return complete;
  }

  /** Sends the piece like any other file. */
  void put(RecordedFile file) {
    for (String key : piece.keys().both()) {
      switch (s3.put(piece.upload(file, key), deadline, journal)) {
        case PutResult.Stored(String stored, _, _) -> {
          progress.whole(file, stored);
          return;
        }
        case PutResult.AlreadyThere(String there, _) -> {
          progress.whole(file, there);
          return;
        }
        case PutResult.Conflict(String taken) -> {
          if (settledLate(taken)) {
            return;
          }
          progress.left("other bytes are in S3 under " + taken);
        }
        case PutResult.Failed(Problem problem) -> {
          progress.left(problem.message());
          return;
        }
      }
    }
  }

  /**
   * Tells whether the server completed this piece's upload after it had said that the upload is
   * gone: the kill of a recorder does not end its last request. Without an answer, the next round
   * asks again.
   */
  private boolean settledLate(String key) {
    try {
      return isComplete(key);
    } catch (S3Problem e) {
      progress.left(e.problem().message());
      return true;
    }
  }
}
