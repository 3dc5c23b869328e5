package io.sparkrecorder.s3.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.ObjectHead;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class ExistingTest {
  private static final Crc32c CRC = Crc32c.of(new byte[] {1, 2, 3});

  @Test
  void checksum_of_the_server_is_of_the_whole_object_only_if_it_says_so() {
    HeadObjectResponse.Builder head =
        HeadObjectResponse.builder().contentLength(3L).checksumCRC32C(CRC.base64());

    assertThat(described(head.checksumType(ChecksumType.FULL_OBJECT)).crc32c()).contains(CRC);
    assertThat(described(head.checksumType(ChecksumType.COMPOSITE)).crc32c()).isEmpty();
  }

  @Test
  void checksum_in_our_metadata_counts_where_the_server_has_none() {
    HeadObjectResponse.Builder head =
        HeadObjectResponse.builder()
            .contentLength(3L)
            .metadata(Map.of(Existing.CRC32C, CRC.hex(), Existing.OWNER, "uid-1"));

    assertThat(described(head))
        .isEqualTo(new ObjectHead(3, Optional.of("uid-1"), Optional.of(CRC), Optional.empty()));
  }

  @Test
  void metadata_of_others_is_no_checksum() {
    HeadObjectResponse.Builder head =
        HeadObjectResponse.builder()
            .contentLength(3L)
            .metadata(Map.of(Existing.CRC32C, "not a checksum"));

    assertThat(described(head))
        .isEqualTo(new ObjectHead(3, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void unreadable_checksum_of_the_server_is_none() {
    assertThat(Existing.crc32c("====")).isEmpty();
    assertThat(Existing.crc32c(null)).isEmpty();
    assertThat(Existing.crc32c(CRC.base64())).contains(CRC);
  }

  private static ObjectHead described(HeadObjectResponse.Builder head) {
    return Existing.described(head.build());
  }
}
