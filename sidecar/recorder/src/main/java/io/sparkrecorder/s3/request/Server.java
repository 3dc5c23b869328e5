package io.sparkrecorder.s3.request;

import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.http.Client;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** The S3 server: its clients, and the features that it was found to lack. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

  /** Smallest size that S3 accepts for a part other than the last. */
  private static final long LEAST_PART = 5 << 20;

  private final S3Settings settings;
  private final RenewableCredentials credentials;
  private final Region region;

  /**
   * The clients, by whether they send bodies in signed chunks. The second client is rarely needed,
   * and is heavy.
   */
  private final Map<Boolean, S3Client> clients = new ConcurrentHashMap<>();

  private final AtomicBoolean checksums;
  private final AtomicBoolean conditions = new AtomicBoolean(true);
  private final AtomicBoolean tookChecksums = new AtomicBoolean();
  private final AtomicBoolean smallParts = new AtomicBoolean();

  /** Refusals that also came to requests without checksums and chunks. */
  private final Set<String> bareRefusals = ConcurrentHashMap.newKeySet();

  private final Client http;

  public Server(S3Settings settings, RenewableCredentials credentials) {
    this.settings = settings;
    this.credentials = credentials;
    this.checksums = new AtomicBoolean(settings.checksum() != ChecksumMode.OFF);
    this.region = region(settings);
    Duration attempt = settings.attemptTimeout();
    Duration connect = attempt.compareTo(LONGEST_CONNECT) < 0 ? attempt : LONGEST_CONNECT;
    this.http =
        new Client(
            Proxies::to,
            () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
            connect,
            attempt,
            this::refusesExpect);
  }

  public S3Settings settings() {
    return settings;
  }

  RenewableCredentials credentials() {
    return credentials;
  }

  /**
   * Returns the client; a server that refuses checksums does not get chunked bodies either.
   *
   * @param bare whether the request omits both
   */
  S3Client client(boolean bare) {
    return clients.computeIfAbsent(!bare && checksums(), this::build);
  }

  public boolean checksums() {
    return checksums.get();
  }

  boolean mayDropChecksums() {
    return settings.checksum() == ChecksumMode.AUTO;
  }

  public boolean conditions() {
    return conditions.get();
  }

  public void refusesChecksums() {
    if (checksums.getAndSet(false)) {
      LOG.warn("{} refuses checksums; going on without them (RECORDER_S3_CHECKSUM=off)", name());
    }
  }

  /** Records that the server accepted bytes with a checksum and, without encryption, in chunks. */
  public void tookChecksums() {
    tookChecksums.set(true);
  }

  boolean takesChecksums() {
    return tookChecksums.get();
  }

  /** Records a refusal of a request without checksums, which therefore were not its cause. */
  void refusesBare(String refusal) {
    bareRefusals.add(refusal);
  }

  boolean alsoRefusesBare(String refusal) {
    return bareRefusals.contains(refusal);
  }

  /** The number of bytes sent in one request. */
  public long partSize() {
    return smallParts.get() ? Math.min(LEAST_PART, settings.partSize()) : settings.partSize();
  }

  /**
   * Switches to smaller parts after a refusal of this size; returns whether there is a smaller
   * size.
   */
  public boolean shrinksParts(long refused) {
    if (refused <= LEAST_PART) {
      return false;
    }
    if (!smallParts.getAndSet(true)) {
      LOG.warn(
          "{} refuses {} bytes in one request; sending parts of {} bytes",
          name(),
          refused,
          LEAST_PART);
    }
    return true;
  }

  private void refusesExpect(String how) {
    LOG.warn("{} {} to Expect: 100-continue; sending bodies without it", name(), how);
  }

  public void refusesConditions() {
    if (conditions.getAndSet(false)) {
      LOG.warn("{} refuses If-None-Match; looking before each upload instead", name());
    }
  }

  /** The server's name in messages. */
  String name() {
    return settings.endpoint().map(URI::toString).orElse("AWS S3");
  }

  private S3Client build(boolean chunks) {
    var builder =
        S3Client.builder()
            .region(region)
            .credentialsProvider((AwsCredentialsProvider) credentials)
            .forcePathStyle(settings.pathStyle())
            // Our own checksum goes into a header where one is wanted, which needs no trailer.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(chunks))
            .httpClient(new SocketHttpClient(http))
            .overrideConfiguration(
                override ->
                    override
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(settings.attemptTimeout()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static Region region(S3Settings settings) {
    return settings.region().map(Region::of).orElseGet(() -> regionOfChain(settings));
  }

  private static Region regionOfChain(S3Settings settings) {
    if (settings.endpoint().isPresent()) {
      return regionBesidesAws();
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw new S3Problem(
          new Problem(
              Problem.Reason.REFUSED,
              "no region is known for bucket \""
                  + settings.bucket()
                  + "\": set RECORDER_S3_REGION or AWS_REGION"));
    }
  }

  /**
   * Finds the region without the instance metadata service, which takes seconds where it is absent.
   */
  private static Region regionBesidesAws() {
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(),
              new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, null))
          .getRegion();
    } catch (SdkClientException e) {
      return Region.US_EAST_1; // servers without regions expect this one in a signature
    }
  }

  @Override
  public void close() {
    clients.values().forEach(S3Client::close);
    http.close();
  }
}
