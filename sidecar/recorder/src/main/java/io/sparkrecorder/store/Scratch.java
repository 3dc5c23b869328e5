package io.sparkrecorder.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that need not fit the heap, in a local file without a name: it is unlinked when it is
 * opened, so no other process can change it and a kill leaves nothing behind. Blocks that no disk
 * accepts stay in the heap.
 */
public final class Scratch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  /** Positions of blocks in the heap begin here. */
  private static final long HEAP = 1L << 62;

  /** Null if no folder accepted the file. */
  private final @Nullable FileChannel channel;

  private long end;
  private boolean full;
  private final List<byte[]> heap = new ArrayList<>();

  private Scratch(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a file in the first of these folders that accepts it.
   *
   * @param folders folders on local disks
   */
  public static Scratch open(List<Path> folders) {
    for (Path folder : folders) {
      try {
        return new Scratch(anonymous(folder));
      } catch (IOException | RuntimeException e) {
        LOG.debug("{} takes no scratch file", folder, e);
      }
    }
    return new Scratch(null);
  }

  private static FileChannel anonymous(Path folder) throws IOException {
    Path name = folder.resolve(".recorder-" + UUID.randomUUID());
    try {
      return FileChannel.open(
          name,
          Set.of(
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } finally {
      Files.deleteIfExists(name);
    }
  }

  /** Adds a block; returns its position, which {@link #read} takes. */
  public synchronized long append(byte[] bytes, int length) {
    if (channel != null && !full) {
      try {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        long at = end;
        while (buffer.hasRemaining()) {
          at += channel.write(buffer, at);
        }
        long begin = end;
        end = at;
        return begin;
      } catch (IOException e) {
        full = true;
        LOG.warn("the local disk takes no more, the rest is kept in memory: {}", e.toString());
      }
    }
    heap.add(Arrays.copyOf(bytes, length));
    return HEAP + heap.size() - 1;
  }

  /** The bytes of a block. */
  public InputStream read(long position, int length) throws IOException {
    return new ByteArrayInputStream(block(position, length));
  }

  private byte[] block(long position, int length) throws IOException {
    if (position >= HEAP) {
      synchronized (this) {
        return heap.get((int) (position - HEAP));
      }
    }
    FileChannel file = Objects.requireNonNull(channel, "only the file gives positions below HEAP");
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the scratch file ends early");
      }
    }
    return buffer.array();
  }

  public synchronized void clear() {
    heap.clear();
    end = 0;
    full = false;
    try {
      if (channel != null) {
        channel.truncate(0);
      }
    } catch (IOException e) {
      LOG.debug("the scratch file keeps its length", e);
    }
  }

  @Override
  public synchronized void close() {
    heap.clear();
    full = true;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("the scratch file stays open", e);
      }
    }
  }
}
