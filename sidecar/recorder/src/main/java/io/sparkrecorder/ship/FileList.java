package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.store.Scratch;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The files that one pod recorded, in the order of its marker, on local disk: the heap holds their
 * positions, and the store need not be read again.
 */
final class FileList {
  static final FileList EMPTY = new FileList(Scratch.open(List.of()), new long[0], 0, 0);

  private static final int BLOCK = 16 << 10;

  private final Scratch scratch;

  /** Position and length of each block, in turn. */
  private final long[] blocks;

  private final int files;
  private final long bytes;

  private FileList(Scratch scratch, long[] blocks, int files, long bytes) {
    this.scratch = scratch;
    this.blocks = blocks;
    this.files = files;
    this.bytes = bytes;
  }

  /** Takes the items of a list. */
  interface Items {
    /**
     * Takes a file.
     *
     * @param index in the order of the list, from 0
     * @param file the file, with its place in S3 as known when the list was written
     */
    void file(int index, ManifestFile file) throws IOException;

    default void skipped(SkippedFile file) throws IOException {}
  }

  int size() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** Passes on all files, then all skipped files. */
  void read(Items items) throws IOException {
    int index = 0;
    for (int block = 0; block < blocks.length; block += 2) {
      int length = (int) blocks[block + 1];
      try (DataInputStream in = new DataInputStream(scratch.read(blocks[block], length))) {
        while (in.available() > 0) {
          if (in.readBoolean()) {
            items.file(index++, file(in));
          } else {
            items.skipped(new SkippedFile(in.readUTF(), in.readUTF()));
          }
        }
      }
    }
  }

  private static ManifestFile file(DataInputStream in) throws IOException {
    RecordedFile file =
        new RecordedFile(
            in.readUTF(),
            in.readLong(),
            new Crc32c(in.readInt()),
            in.readUTF(),
            FileState.valueOf(in.readUTF()),
            optional(in),
            in.readBoolean());
    return new ManifestFile(file, optional(in), optional(in));
  }

  private static Optional<String> optional(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
  }

  /** Writes a list: all files first, then the skipped files. */
  static final class Writer implements MarkerItems {
    private final Scratch scratch;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(buffer);
    private long[] blocks = new long[2];
    private int used;
    private int files;
    private long bytes;

    Writer(Scratch scratch) {
      this.scratch = scratch;
    }

    @Override
    public void file(RecordedFile file) throws IOException {
      file(new ManifestFile(file, Optional.empty(), Optional.empty()));
    }

    /** Does the same as {@link #file(RecordedFile)}, with the known place of the file in S3. */
    void file(ManifestFile listed) throws IOException {
      RecordedFile file = listed.file();
      out.writeBoolean(true);
      out.writeUTF(file.name());
      out.writeLong(file.bytes());
      out.writeInt(file.crc32c().value());
      out.writeUTF(file.format());
      out.writeUTF(file.state().name());
      optional(file.note());
      out.writeBoolean(file.killed());
      optional(listed.key());
      optional(listed.missing());
      files++;
      bytes += file.bytes();
      storeFull();
    }

    @Override
    public void skipped(SkippedFile file) throws IOException {
      out.writeBoolean(false);
      out.writeUTF(file.name());
      out.writeUTF(file.why());
      storeFull();
    }

    FileList done() {
      store();
      return new FileList(scratch, Arrays.copyOf(blocks, used), files, bytes);
    }

    private void optional(Optional<String> text) throws IOException {
      out.writeBoolean(text.isPresent());
      if (text.isPresent()) {
        out.writeUTF(text.get());
      }
    }

    private void storeFull() {
      if (buffer.size() >= BLOCK) {
        store();
      }
    }

    private void store() {
      if (buffer.size() == 0) {
        return;
      }
      if (used == blocks.length) {
        blocks = Arrays.copyOf(blocks, 2 * blocks.length);
      }
      byte[] block = buffer.toByteArray();
      blocks[used++] = scratch.append(block, block.length);
      blocks[used++] = block.length;
      buffer.reset();
    }
  }
}
