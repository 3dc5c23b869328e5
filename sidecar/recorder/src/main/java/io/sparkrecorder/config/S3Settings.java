package io.sparkrecorder.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The bucket that recordings are uploaded to, and how requests are sent. Credentials are not among
 * the settings: they come from the AWS SDK's default chain (keys in the environment, IRSA, Pod
 * Identity).
 *
 * @param bucket name of the bucket
 * @param prefix prefix of every key; no slash at either end, may be empty
 * @param endpoint URL of a server that is not AWS; http or https
 * @param region region of the bucket; the SDK's own chain (AWS_REGION) decides if it is empty
 * @param pathStyle whether the bucket stands in the path rather than in the host name
 * @param encryption server-side encryption to request
 * @param kmsKey key for {@link Encryption#AWS_KMS}; the bucket's default key if it is empty
 * @param checksum whether requests carry checksums
 * @param partSize bytes per part of a multipart upload, at least 5 MiB
 * @param concurrency number of concurrent requests
 * @param attemptTimeout timeout of one attempt of a request, which is then retried
 */
public record S3Settings(
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Encryption encryption,
    Optional<String> kmsKey,
    ChecksumMode checksum,
    long partSize,
    int concurrency,
    Duration attemptTimeout) {

  private static final String AWS_BUCKET = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";

  /**
   * Servers have their own rules for names: {@code tenant:bucket} is Ceph's. No server accepts a
   * path.
   */
  private static final String ANY_BUCKET =
      "(?!\\.{1,2}$)(?=.{1,255}$)%1$s+(:%1$s+)?".formatted("[^/:\\\\?#%\\s\\p{Cntrl}]");

  static final Setting<String> BUCKET =
      Setting.of(
              "RECORDER_S3_BUCKET",
              "name",
              "the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens; with"
                  + " RECORDER_S3_ENDPOINT, a name that the server takes",
              text -> Texts.matching(ANY_BUCKET, text))
          .says(
              "Bucket for the recordings. Required for a driver, and with `direct` for every pod.");

  /**
   * A key has at most 1024 bytes: 200 of the prefix, 600 of a file's name, and 224 for {@code
   * recordings}, the application and the pod.
   */
  static final Setting<String> PREFIX =
      Setting.of(
              "RECORDER_S3_PREFIX",
              "path",
              "a path of at most 200 characters without a slash at either end, such as pipelines/team-a",
              text ->
                  Texts.matching("[A-Za-z0-9!_.*'()=/-]{0,200}", Texts.withoutOuterSlashes(text)))
          .says("Prefix of every key; `pipelines/<namespace>` by default, `/` for none.");

  static final Setting<URI> ENDPOINT =
      Setting.of(
              "RECORDER_S3_ENDPOINT",
              "URL",
              "a URL such as https://s3.example.com:9000, without user and password",
              Texts::httpUrl)
          .says("URL of an S3 server other than AWS.");
  static final Setting<String> REGION =
      Setting.name("RECORDER_S3_REGION", "[a-z0-9-]{2,40}", "a region such as eu-west-1")
          .says("Region of the bucket; by default from the AWS SDK's own chain (AWS_REGION).");
  static final Setting<Boolean> PATH_STYLE =
      Setting.flag("RECORDER_S3_PATH_STYLE")
          .says(
              "Put the bucket into the path; by default true if an endpoint is set, otherwise false.");
  static final Setting<Encryption> ENCRYPTION =
      Setting.choice("RECORDER_S3_ENCRYPTION", Encryption.class)
          .byDefault("none")
          .says("Server-side encryption to request; `none` leaves it to the bucket.");
  static final Setting<String> KMS_KEY =
      Setting.of(
              "RECORDER_S3_KMS_KEY",
              "key",
              "the id, alias or ARN of a KMS key",
              text -> Texts.matching("[A-Za-z0-9:/_-]{1,2048}", text))
          .says("Key for `aws-kms`; by default the bucket's default key.");
  static final Setting<ChecksumMode> CHECKSUM =
      Setting.choice("RECORDER_S3_CHECKSUM", ChecksumMode.class)
          .byDefault("auto")
          .says("Send checksums with each request; `auto` stops if the server refuses them.");
  static final Setting<Long> PART_SIZE =
      Setting.size("RECORDER_S3_PART_SIZE")
          .between("5Mi", "5Gi")
          .byDefault("16Mi")
          .says("Size of a part; larger files are sent in parts.");
  static final Setting<Integer> CONCURRENCY =
      Setting.count("RECORDER_S3_CONCURRENCY")
          .between("1", "64")
          .byDefault("4")
          .says("Number of concurrent requests.");
  static final Setting<Duration> ATTEMPT_TIMEOUT =
      Setting.duration("RECORDER_S3_ATTEMPT_TIMEOUT")
          .between("100ms", "1h")
          .byDefault("30s")
          .says("Time after which an attempt of a request is abandoned and retried.");

  static final List<Setting<?>> ALL =
      List.of(
          BUCKET,
          PREFIX,
          ENDPOINT,
          REGION,
          PATH_STYLE,
          ENCRYPTION,
          KMS_KEY,
          CHECKSUM,
          PART_SIZE,
          CONCURRENCY,
          ATTEMPT_TIMEOUT);

  static S3Settings from(Environment environment, Optional<String> namespace) {
    Optional<URI> endpoint = environment.optional(ENDPOINT);
    boolean pathStyle = environment.optional(PATH_STYLE).orElse(endpoint.isPresent());
    String bucket = environment.required(BUCKET);
    if (bucket != null && !(endpoint.isPresent() && pathStyle) && !bucket.matches(AWS_BUCKET)) {
      environment.refuse(BUCKET, bucket);
    }
    return new S3Settings(
        bucket,
        environment.optional(PREFIX).orElse(namespace.map(name -> "pipelines/" + name).orElse("")),
        endpoint,
        environment.optional(REGION),
        pathStyle,
        environment.required(ENCRYPTION),
        environment.optional(KMS_KEY),
        environment.required(CHECKSUM),
        Texts.unboxed(environment.required(PART_SIZE)),
        Texts.unboxed(environment.required(CONCURRENCY)),
        environment.required(ATTEMPT_TIMEOUT));
  }

  /** The same settings for another bucket of the server. */
  public S3Settings withBucket(String other) {
    return new S3Settings(
        other,
        prefix,
        endpoint,
        region,
        pathStyle,
        encryption,
        kmsKey,
        checksum,
        partSize,
        concurrency,
        attemptTimeout);
  }

  /** The key of an object below {@code <prefix>/recordings}. */
  public String key(String below) {
    return (prefix.isEmpty() ? "" : prefix + "/") + "recordings/" + below;
  }

  /** {@code s3://bucket/key}, for messages. */
  public String url(String key) {
    return "s3://" + bucket + "/" + key;
  }
}
