package io.sparkrecorder.format;

/**
 * A run of bytes of a file that any JFR reader takes by itself; pieces laid end to end are a
 * recording.
 *
 * @param key the chunk it holds
 * @param offset where it begins in the file
 * @param length its bytes
 * @param finish whether the copy needs 0 as its byte {@value #STATE}, for readers from JDK 25 on
 *     refuse a chunk that its writer never finished
 * @param quality how it ended
 * @param note a remark for people, may be empty
 */
public record Piece(
    ChunkKey key, long offset, long length, boolean finish, Quality quality, String note) {
  /** Where in a chunk its state stands. */
  public static final int STATE = 64;

  /** How a piece came to its end. */
  public enum Quality {
    /** The JVM closed the chunk. */
    FINISHED,
    /** The JVM died; the piece ends at its last flush. */
    SALVAGED
  }
}
