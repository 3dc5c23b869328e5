package io.sparkrecorder.report.application;

import io.sparkrecorder.checksum.Crc32c;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * A recorded file of a pod.
 *
 * @param name path below the pod's folder
 * @param place place of its bytes, for its origin: a key, or a path below a folder
 * @param checksum checksum of its bytes, if it is known
 * @param note remark for people
 */
public record AppFile(
    String name,
    Optional<String> place,
    long bytes,
    Optional<Crc32c> checksum,
    String format,
    FileState state,
    Optional<String> note) {
  private static final int LONGEST = 20_000;

  /** Tells whether the file holds samples that can be read. */
  public boolean isRecording() {
    return format.equals("jfr") && place.isPresent() && bytes > 0;
  }

  /** Writes the file in the form that {@link #read} reads. */
  public void write(DataOutput out) throws IOException {
    out.writeUTF(name);
    write(out, place);
    out.writeLong(bytes);
    write(out, checksum.map(Crc32c::hex));
    out.writeUTF(format);
    out.writeUTF(state.name());
    write(out, note);
  }

  private static void write(DataOutput out, Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      // DataOutput takes up to 65,535 bytes.
      out.writeUTF(text.get().length() > LONGEST ? text.get().substring(0, LONGEST) : text.get());
    }
  }

  /** Reads a file. */
  public static AppFile read(DataInput in) throws IOException {
    return new AppFile(
        in.readUTF(),
        text(in),
        in.readLong(),
        text(in).flatMap(Crc32c::parse),
        in.readUTF(),
        FileState.valueOf(in.readUTF()),
        text(in));
  }

  private static Optional<String> text(DataInput in) throws IOException {
    return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
  }

  public AppFile as(FileState newState, Optional<String> newNote) {
    return new AppFile(name, place, bytes, checksum, format, newState, newNote);
  }
}
