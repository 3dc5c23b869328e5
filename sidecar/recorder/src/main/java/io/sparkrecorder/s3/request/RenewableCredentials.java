package io.sparkrecorder.s3.request;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Credentials that can be renewed when the server reports that they have expired. */
public final class RenewableCredentials implements AwsCredentialsProvider {
  private final Supplier<? extends AwsCredentialsProvider> source;
  private volatile AwsCredentialsProvider current;

  public RenewableCredentials(Supplier<? extends AwsCredentialsProvider> source) {
    this.source = source;
    this.current = source.get();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return current.resolveCredentials();
  }

  /** Renews the provider without closing the old one, which other requests may be reading. */
  void renew() {
    current = source.get();
  }
}
