package io.sparkrecorder.s3.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.RenewableCredentials;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class FormTest {
  private final Server server =
      new Server(
          RecorderSettings.s3From(
              Map.of("RECORDER_S3_BUCKET", "recordings", "RECORDER_S3_REGION", "eu-central-1")),
          new RenewableCredentials(AnonymousCredentialsProvider::create));
  private final Form form = new Form(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void upload_begins_with_checksum_and_condition() {
    assertThat(form.checksums()).isTrue();
    assertThat(form.conditions()).isTrue();
    assertThat(form.of(call())).isEqualTo(call().checksummed(true));
  }

  @Test
  void refusal_of_one_upload_proves_nothing_until_it_is_taken_without() {
    form.withoutChecksums();
    assertThat(form.of(call())).isEqualTo(call().bare(true));
    assertThat(new Form(server).checksums()).as("another upload").isTrue();

    form.taken();
    assertThat(new Form(server).checksums()).as("another upload").isFalse();
  }

  @Test
  void checksum_comes_back_once_when_the_condition_may_be_the_cause() {
    form.withoutChecksums();
    form.withoutConditions();
    assertThat(form.checksums()).isTrue();
    assertThat(form.conditions()).isFalse();

    form.withoutChecksums();
    form.withoutConditions();
    assertThat(form.checksums()).isFalse();
  }

  @Test
  void server_that_took_an_upload_without_condition_is_not_asked_for_one_again() {
    form.withoutConditions();
    form.taken();

    assertThat(new Form(server).conditions()).isFalse();
    assertThat(new Form(server).checksums()).isTrue();
  }

  private static Call call() {
    return Call.plain(Requests.PUT, "key");
  }
}
