package io.sparkrecorder.record;

import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.Source;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file of the spool on its way into the store. */
final class SpoolSource implements Source {
  private final Spool spool;
  private final SpoolFile seen;
  private volatile SpoolFile file;
  private volatile boolean isLinked;

  SpoolSource(Spool spool, SpoolFile file) {
    this.spool = spool;
    this.seen = file;
    this.file = file;
  }

  /** The file in its last known state. */
  SpoolFile file() {
    return file;
  }

  /** Tells this content of the file from any other. */
  String identity() {
    return file.identity();
  }

  /** Unlinks the file once it is in the store; returns false if it changed since it was read. */
  boolean remove() {
    return spool.remove(file);
  }

  @Override
  public Path path() {
    return seen.path();
  }

  @Override
  public FileChannel open() throws IOException {
    return spool.open(seen);
  }

  @Override
  public void linked(Path link) throws IOException {
    SpoolFile now = Spool.linked(seen, link);
    if (isLinked && !now.equals(file)) {
      throw new IOException("it changed while it was moved");
    }
    file = now;
    isLinked = true;
  }

  @Override
  public void renamed(Path link) throws IOException {
    if (isLinked) {
      file = Spool.linked(seen, link);
    }
  }

  @Override
  public String settled(String before) {
    return before.replace(seen.identity(), file.identity());
  }
}
