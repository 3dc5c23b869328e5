package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Proves, without decoding any event, that a reader finds its way through a chunk: events fill it
 * from end to end, and the header points at its metadata and at a chain of checkpoints.
 */
final class ChunkValidator {
  private static final int METADATA = 0;
  private static final int CHECKPOINT = 1;
  private static final int SHORTEST_EVENT = 2;

  /** More checkpoints than any chunk has, and as many as a small heap holds. */
  private static final int MOST_CHECKPOINTS = 1 << 18;

  /** The result of the validation. */
  sealed interface Verdict {
    record Sound() implements Verdict {}

    record Broken(String why) implements Verdict {}
  }

  private final Window window;
  private final ChunkHeader header;
  private final long offset;
  private final long end;

  /** Checkpoints from last to first, in the direction of their chain. */
  private long[] checkpoints = new long[64];

  private int chained;

  private ChunkValidator(FileChannel channel, ChunkHeader header, long offset) {
    this.window = new Window(channel);
    this.header = header;
    this.offset = offset;
    this.end = offset + header.size();
  }

  /** Checks the chunk at {@code offset}, whose length its header tells. */
  static Verdict validate(FileChannel channel, ChunkHeader header, long offset) throws IOException {
    if (header.size() == ChunkHeader.LENGTH) {
      return new Verdict.Broken("nothing was flushed yet");
    }
    if (header.size() < ChunkHeader.LENGTH || header.size() > channel.size() - offset) {
      return new Verdict.Broken("its size %d does not fit the file".formatted(header.size()));
    }
    return new ChunkValidator(channel, header, offset).validate();
  }

  private Verdict validate() throws IOException {
    if (!inside(header.metadata()) || !inside(header.checkpoint())) {
      return new Verdict.Broken("its metadata or constant pool lies outside of it");
    }
    return followCheckpoints() instanceof Verdict.Broken broken ? broken : walkEvents();
  }

  private boolean inside(long position) {
    return position >= ChunkHeader.LENGTH && position < header.size();
  }

  private Verdict followCheckpoints() throws IOException {
    long position = header.checkpoint();
    long delta;
    do {
      long type = window.afterVarint(offset + position);
      if (window.varint(type) != CHECKPOINT || chained == MOST_CHECKPOINTS) {
        return new Verdict.Broken("no checkpoint at %d, where one should be".formatted(position));
      }
      add(offset + position);
      long timestamp = window.afterVarint(type);
      long duration = window.afterVarint(timestamp);
      delta = window.varint(window.afterVarint(duration));
      position += delta;
      if (delta > 0 || !inside(position)) {
        return new Verdict.Broken("a checkpoint points to %d".formatted(position));
      }
    } while (delta != 0);
    return new Verdict.Sound();
  }

  private void add(long checkpoint) {
    if (chained == checkpoints.length) {
      checkpoints = Arrays.copyOf(checkpoints, chained * 2);
    }
    checkpoints[chained++] = checkpoint;
  }

  /** Checks that the metadata and every checkpoint of the chain begin where an event begins. */
  private Verdict walkEvents() throws IOException {
    boolean metadata = false;
    long position = offset + ChunkHeader.LENGTH;
    while (position < end) {
      long size = window.varint(position);
      long typeAt = window.afterVarint(position);
      long type = window.varint(typeAt);
      if (size < SHORTEST_EVENT
          || size > end - position
          || type < 0
          || window.afterVarint(typeAt) > position + size) {
        return new Verdict.Broken("no event at %d".formatted(position - offset));
      }
      metadata |= type == METADATA && position == offset + header.metadata();
      if (chained > 0 && position == checkpoints[chained - 1]) {
        chained--;
      }
      position += size;
    }
    return metadata && chained == 0
        ? new Verdict.Sound()
        : new Verdict.Broken("its header does not point at metadata and checkpoints");
  }
}
