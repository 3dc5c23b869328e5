package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.testbed.HttpRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks the requested encryption; whether a server encrypts is its own affair. */
class EncryptionTest {
  @RegisterExtension final S3Bed s3 = new S3Bed();

  @Test
  void each_object_asks_for_the_key_of_kms() {
    send(Encryption.AWS_KMS, Optional.of("alias/recordings"));

    assertThat(makers()).hasSize(3);
    assertThat(makers())
        .allSatisfy(
            request -> {
              assertThat(request.header("x-amz-server-side-encryption")).hasValue("aws:kms");
              assertThat(request.header("x-amz-server-side-encryption-aws-kms-key-id"))
                  .hasValue("alias/recordings");
            });
  }

  @Test
  void each_object_asks_for_aes256() {
    send(Encryption.AES256, Optional.empty());

    assertThat(makers()).hasSize(3);
    assertThat(makers())
        .allSatisfy(
            request ->
                assertThat(request.header("x-amz-server-side-encryption")).hasValue("AES256"));
  }

  @Test
  void by_default_it_is_left_to_the_bucket() {
    send(Encryption.NONE, Optional.empty());

    assertThat(makers())
        .allSatisfy(
            request -> assertThat(request.header("x-amz-server-side-encryption")).isEmpty());
  }

  private void send(Encryption encryption, Optional<String> key) {
    S3Settings plain = s3.settings();
    S3Settings settings =
        new S3Settings(
            plain.bucket(),
            plain.prefix(),
            plain.endpoint(),
            plain.region(),
            plain.pathStyle(),
            encryption,
            key,
            plain.checksum(),
            plain.partSize(),
            plain.concurrency(),
            plain.attemptTimeout());
    try (ObjectStore store = s3.store(settings)) {
      store.put(s3.file("app/small", 10), soon(), UploadJournal.none());
      store.put(s3.file("app/large", PART + 1), soon(), UploadJournal.none());
      store.putDocument("app/manifest.json", new byte[] {'{', '}'}, soon());
    }
  }

  /** The requests that make an object. */
  private List<HttpRequest> makers() {
    return s3.proxy().requests().stream()
        .filter(request -> request.isPutObject() || request.isCreate())
        .toList();
  }
}
