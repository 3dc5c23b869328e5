package io.sparkrecorder.s3.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipartTest {
  private static final long PART = 5L << 20;
  private static final Crc32c CRC = new Crc32c(7);

  @ParameterizedTest
  @CsvSource({"1,1", "5242880,1", "5242881,2", "10485760,2", "10485761,3"})
  void parts_cover_the_object_without_gap_or_overlap(long bytes, int parts) {
    Multipart upload = upload(bytes);

    assertThat(upload.count()).isEqualTo(parts);
    long end = 0;
    for (int number : IntStream.rangeClosed(1, parts).toArray()) {
      assertThat(upload.offset(number)).isEqualTo(end);
      assertThat(upload.length(number)).isBetween(1L, PART);
      end += upload.length(number);
    }
    assertThat(end).isEqualTo(bytes);
  }

  @Test
  void offset_of_a_late_part_exceeds_32_bits() {
    assertThat(upload(10_000 * PART).offset(10_000)).isEqualTo(9_999 * PART);
  }

  @Test
  void upload_is_for_the_same_key_size_and_checksum_alone() {
    Multipart upload = upload(10);

    assertThat(upload.isFor(file("key", 10, CRC))).isTrue();
    assertThat(upload.isFor(file("other", 10, CRC))).isFalse();
    assertThat(upload.isFor(file("key", 11, CRC))).isFalse();
    assertThat(upload.isFor(file("key", 10, new Crc32c(8)))).isFalse();
  }

  @Test
  void later_changes_of_the_callers_map_do_not_show() {
    Map<Integer, Multipart.Part> parts = new HashMap<>();
    Multipart upload = new Multipart("key", "id", PART, 10, CRC, parts);
    parts.put(1, new Multipart.Part("etag", CRC, 10));

    assertThat(upload.parts()).isEmpty();
  }

  private static Multipart upload(long bytes) {
    return new Multipart("key", "id", PART, bytes, CRC, Map.of());
  }

  private static Upload file(String key, long bytes, Crc32c crc32c) {
    return new Upload(
        Path.of("file"),
        () -> {
          throw new AssertionError("the bytes are not needed");
        },
        key,
        bytes,
        crc32c,
        "application/octet-stream");
  }
}
