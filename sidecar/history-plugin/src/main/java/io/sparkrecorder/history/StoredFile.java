package io.sparkrecorder.history;

import java.io.Closeable;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** An open file of the store, whose calls all have the time limit. */
final class StoredFile implements Closeable {
  private final Documents documents;
  private final Path path;
  private final FSDataInputStream in;

  StoredFile(Documents documents, Path path, FSDataInputStream in) {
    this.documents = documents;
    this.path = path;
    this.in = in;
  }

  void seek(long position) throws Unreadable {
    documents.timed(
        "file",
        path,
        () -> {
          in.seek(position);
          return position;
        });
  }

  /** Reads at most as many bytes as this; gives -1 at the end. */
  int read(byte[] buffer, int most) throws Unreadable {
    return documents.timed("file", path, () -> in.read(buffer, 0, most));
  }

  @Override
  public void close() {
    documents.close(in);
  }
}
