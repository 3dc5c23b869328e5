package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.store.Incoming;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.Part;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.Slice;
import io.sparkrecorder.store.Source;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceTest {
  private static final String NAME = "a.jfr";
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final Crc32c CRC = Crc32c.of(CONTENT);
  private static final Crc32c OTHER = Crc32c.of(new byte[] {1});

  @TempDir Path folder;
  private Outbox outbox;
  private Piece piece;

  @BeforeEach
  void open() throws IOException {
    Path pod = Files.createDirectories(folder.resolve("executor-1.uid"));
    outbox = Outbox.open(new PodFolder(pod), 1 << 20);
    piece = new Piece(NAME, new Piece.Keys("first", "other"), "uid", outbox);
    Path chunk = Files.write(folder.resolve("chunk"), CONTENT);
    outbox.append(
        new Incoming(NAME, "chunk", "jfr", FileState.WHOLE, Optional.empty()),
        Slice.of(Source.of(chunk), 0, CONTENT.length),
        Deadline.in(Duration.ofSeconds(30)));
  }

  @AfterEach
  void close() throws IOException {
    outbox.close();
  }

  @Test
  void piece_is_closed_once_the_outbox_closes_it() {
    assertThat(piece.isClosed()).isFalse();
    outbox.closePiece(NAME);
    assertThat(piece.isClosed()).isTrue();
  }

  @Test
  void upload_as_one_file_has_all_bytes_and_the_checksum() throws IOException {
    RecordedFile file = piece.file();
    Upload upload = piece.upload(file, "first");

    assertThat(upload.key()).isEqualTo("first");
    assertThat(upload.bytes()).isEqualTo(CONTENT.length);
    assertThat(upload.crc32c()).isEqualTo(CRC);
    try (var bytes = upload.source().open()) {
      assertThat(bytes.size()).isEqualTo(CONTENT.length);
    }
  }

  @Test
  void expected_parts_have_size_and_checksum_and_no_etag() {
    assertThat(piece.expected()).isEqualTo(Map.of(1, new Multipart.Part("", CRC, CONTENT.length)));
  }

  @Test
  void part_is_there_only_with_the_same_size_and_checksum() {
    Part part = piece.parts().getFirst();

    assertThat(Piece.isThere(part, Map.of())).isFalse();
    assertThat(Piece.isThere(part, uploaded(1, CRC, CONTENT.length))).isTrue();
    assertThat(Piece.isThere(part, uploaded(2, CRC, CONTENT.length))).isFalse();
    assertThat(Piece.isThere(part, uploaded(1, OTHER, CONTENT.length))).isFalse();
    assertThat(Piece.isThere(part, uploaded(1, CRC, CONTENT.length - 1))).isFalse();
  }

  @Test
  void object_of_this_pod_with_all_bytes_is_the_piece() {
    assertThat(isThis(CONTENT.length, Optional.of("uid"), Optional.empty())).isTrue();
    assertThat(isThis(CONTENT.length, Optional.of("uid"), Optional.of(CRC))).isTrue();
  }

  @Test
  void object_of_another_pod_is_not_the_piece_even_with_the_same_bytes() {
    assertThat(isThis(CONTENT.length, Optional.of("other"), Optional.of(CRC))).isFalse();
  }

  @Test
  void object_of_this_pod_with_other_bytes_is_not_the_piece() {
    assertThat(isThis(CONTENT.length + 1, Optional.of("uid"), Optional.empty())).isFalse();
    assertThat(isThis(CONTENT.length, Optional.of("uid"), Optional.of(OTHER))).isFalse();
  }

  @Test
  void object_without_an_owner_is_the_piece_only_with_its_checksum() {
    assertThat(isThis(CONTENT.length, Optional.empty(), Optional.of(CRC))).isTrue();
    assertThat(isThis(CONTENT.length, Optional.empty(), Optional.of(OTHER))).isFalse();
    assertThat(isThis(CONTENT.length, Optional.empty(), Optional.empty())).isFalse();
  }

  private boolean isThis(long bytes, Optional<String> owner, Optional<Crc32c> crc32c) {
    return piece.isThis(piece.file(), new ObjectHead(bytes, owner, crc32c, Optional.empty()));
  }

  private static Map<Integer, Multipart.Part> uploaded(int number, Crc32c crc32c, long bytes) {
    return Map.of(number, new Multipart.Part("etag", crc32c, bytes));
  }
}
