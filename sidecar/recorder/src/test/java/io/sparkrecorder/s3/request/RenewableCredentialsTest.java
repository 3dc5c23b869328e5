package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class RenewableCredentialsTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final RenewableCredentials credentials =
      new RenewableCredentials(
          () ->
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create("key-" + opened.incrementAndGet(), "secret")));

  @Test
  void source_is_opened_once_until_it_is_renewed() {
    credentials.resolveCredentials();

    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("key-1");
    assertThat(opened).hasValue(1);
  }

  @Test
  void renewed_source_gives_the_next_credentials() {
    credentials.renew();

    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("key-2");
  }
}
