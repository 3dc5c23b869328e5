package io.sparkrecorder.s3;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Credentials that can be asked for anew when the server says that they have expired. */
final class RenewableCredentials implements AwsCredentialsProvider {
  private final Supplier<? extends AwsCredentialsProvider> source;
  private volatile AwsCredentialsProvider current;

  RenewableCredentials(Supplier<? extends AwsCredentialsProvider> source) {
    this.source = source;
    this.current = source.get();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return current.resolveCredentials();
  }

  /** The old ones are not closed: other requests may be reading them. */
  void renew() {
    current = source.get();
  }
}
