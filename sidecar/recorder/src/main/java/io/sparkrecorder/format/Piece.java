package io.sparkrecorder.format;

/**
 * A range of bytes of a file that any JFR reader accepts by itself; consecutive pieces form a
 * recording.
 *
 * @param key key of its chunk
 * @param offset begin of the piece in the file
 * @param length number of its bytes
 * @param finish whether the copy needs 0 as its byte {@value #STATE}, because readers from JDK 25
 *     on refuse a chunk that its writer never finished
 * @param quality how it ended
 * @param note a remark for people, may be empty
 */
public record Piece(
    ChunkKey key, long offset, long length, boolean finish, Quality quality, String note) {
  /** Offset of the state in a chunk. */
  public static final int STATE = 64;

  /** How a piece ended. */
  public enum Quality {
    /** The JVM closed the chunk. */
    FINISHED,
    /** The JVM died; the piece ends at its last flush. */
    SALVAGED
  }
}
