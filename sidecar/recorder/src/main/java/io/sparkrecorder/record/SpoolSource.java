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
  private final Again again;
  private final boolean stays;
  private volatile SpoolFile file;
  private volatile boolean isLinked;

  /** Whether the same state of a file was moved before, and turned out to have another content. */
  enum Again {
    FIRST(""),
    SECOND("#2");

    private final String mark;

    Again(String mark) {
      this.mark = mark;
    }
  }

  SpoolSource(Spool spool, SpoolFile file) {
    this(spool, file, Again.FIRST, false);
  }

  private SpoolSource(Spool spool, SpoolFile file, Again again, boolean stays) {
    this.spool = spool;
    this.seen = file;
    this.file = file;
    this.again = again;
    this.stays = stays;
  }

  /** The same file, which stays in the spool. */
  SpoolSource staying() {
    return new SpoolSource(spool, seen, again, true);
  }

  /** The same file, to be moved once more. */
  SpoolSource again() {
    return new SpoolSource(spool, seen, Again.SECOND, stays);
  }

  /** The file in its last known state. */
  SpoolFile file() {
    return file;
  }

  /** Tells this content of the file from any other. */
  String identity() {
    return file.identity() + again.mark;
  }

  /**
   * Unlinks the file once it is in the store, unless it stays; returns false if it changed since it
   * was read.
   */
  boolean remove() {
    return stays ? spool.unchanged(file) : spool.remove(file);
  }

  @Override
  public boolean stays() {
    return stays;
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
