package io.sparkrecorder.s3;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.UploadJournal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A journal in its state after a restart, with access to its content. */
final class MemoryJournal implements UploadJournal {
  private final Map<String, Multipart> uploads = new HashMap<>();

  @Override
  public synchronized Optional<Multipart> find(String key) {
    return Optional.ofNullable(uploads.get(key));
  }

  @Override
  public synchronized void started(Multipart upload) {
    uploads.put(upload.key(), upload);
  }

  @Override
  public synchronized void part(
      Multipart upload, int number, String etag, Crc32c crc32c, long bytes) {
    Multipart known = uploads.get(upload.key());
    Map<Integer, Multipart.Part> parts = new HashMap<>(known.parts());
    parts.put(number, new Multipart.Part(etag, crc32c, bytes));
    put(known, parts);
  }

  @Override
  public synchronized void ended(String key) {
    uploads.remove(key);
  }

  /** Simulates that a crash lost the last writes. */
  synchronized void forgetPart(String key, int number) {
    Multipart known = uploads.get(key);
    Map<Integer, Multipart.Part> parts = new HashMap<>(known.parts());
    parts.remove(number);
    put(known, parts);
  }

  private void put(Multipart known, Map<Integer, Multipart.Part> parts) {
    uploads.put(
        known.key(),
        new Multipart(
            known.key(), known.uploadId(), known.partSize(), known.bytes(), known.crc32c(), parts));
  }
}
