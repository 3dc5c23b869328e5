package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.RecorderSettings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class ServerTest {
  private static final long MIB = 1 << 20;

  @Test
  void parts_shrink_to_the_least_size_of_s3_and_no_further() {
    try (Server server = server("RECORDER_S3_PART_SIZE", "16Mi")) {
      assertThat(server.partSize()).isEqualTo(16 * MIB);
      assertThat(server.shrinksParts(16 * MIB)).isTrue();
      assertThat(server.partSize()).isEqualTo(5 * MIB);
      assertThat(server.shrinksParts(5 * MIB)).isFalse();
      assertThat(server.partSize()).isEqualTo(5 * MIB);
    }
  }

  @Test
  void refusal_of_the_least_size_shrinks_nothing() {
    try (Server server = server("RECORDER_S3_PART_SIZE", "16Mi")) {
      assertThat(server.shrinksParts(5 * MIB)).isFalse();
      assertThat(server.partSize()).isEqualTo(16 * MIB);
    }
  }

  @ParameterizedTest
  @CsvSource({"auto, true, true", "on, true, false", "off, false, false"})
  void mode_says_whether_checksums_are_sent_and_may_be_dropped(
      String mode, boolean sent, boolean droppable) {
    try (Server server = server("RECORDER_S3_CHECKSUM", mode)) {
      assertThat(server.checksums()).isEqualTo(sent);
      assertThat(server.mayDropChecksums()).isEqualTo(droppable);
    }
  }

  @Test
  void feature_that_was_refused_is_not_used_again() {
    try (Server server = server("RECORDER_S3_CHECKSUM", "auto")) {
      assertThat(server.conditions()).isTrue();
      server.refusesChecksums();
      server.refusesConditions();

      assertThat(server.checksums()).isFalse();
      assertThat(server.conditions()).isFalse();
    }
  }

  @Test
  void client_without_checksums_serves_bare_requests_and_all_after_a_refusal() {
    try (Server server = server("RECORDER_S3_CHECKSUM", "auto")) {
      assertThat(server.client(false)).isNotSameAs(server.client(true));
      assertThat(server.client(false)).isSameAs(server.client(false));
      server.refusesChecksums();
      assertThat(server.client(false)).isSameAs(server.client(true));
    }
  }

  @Test
  void refusal_of_a_bare_request_is_remembered_by_its_name() {
    try (Server server = server("RECORDER_S3_CHECKSUM", "auto")) {
      server.refusesBare("SignatureDoesNotMatch");

      assertThat(server.alsoRefusesBare("SignatureDoesNotMatch")).isTrue();
      assertThat(server.alsoRefusesBare("AccessDenied")).isFalse();
    }
  }

  @Test
  void name_is_the_endpoint_or_aws() {
    try (Server own = server("RECORDER_S3_ENDPOINT", "http://s3.example:9000");
        Server aws = server("RECORDER_S3_REGION", "eu-west-1")) {
      assertThat(own.name()).isEqualTo("http://s3.example:9000");
      assertThat(aws.name()).isEqualTo("AWS S3");
    }
  }

  private static Server server(String name, String value) {
    Map<String, String> settings = new HashMap<>();
    settings.put("RECORDER_S3_BUCKET", "recordings");
    settings.put("RECORDER_S3_REGION", "us-east-1");
    settings.put(name, value);
    return new Server(
        RecorderSettings.s3From(settings),
        new RenewableCredentials(AnonymousCredentialsProvider::create));
  }
}
