package io.sparkrecorder.s3.model;

import io.sparkrecorder.checksum.Crc32c;
import java.util.Optional;

/**
 * Remembers multipart uploads across a restart. Calls for one key never overlap. If a journal
 * throws, the exception is logged and the upload goes on: data before bookkeeping.
 */
public interface UploadJournal {
  Optional<Multipart> find(String key);

  /** Called before the first part is sent. */
  void started(Multipart upload);

  /** Called when the server has acknowledged a part. */
  void part(Multipart upload, int number, String etag, Crc32c crc32c, long bytes);

  /** Called when the upload is completed, aborted, or no longer known to the server. */
  void ended(String key);

  /** A journal that remembers nothing. */
  static UploadJournal none() {
    return new UploadJournal() {
      @Override
      public Optional<Multipart> find(String key) {
        return Optional.empty();
      }

      @Override
      public void started(Multipart upload) {}

      @Override
      public void part(Multipart upload, int number, String etag, Crc32c crc32c, long bytes) {}

      @Override
      public void ended(String key) {}
    };
  }
}
