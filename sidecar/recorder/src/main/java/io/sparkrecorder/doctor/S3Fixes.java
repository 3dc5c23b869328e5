package io.sparkrecorder.doctor;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.model.Problem;

/** Fixes for problems with S3, in the words of the charts' values. */
final class S3Fixes {
  private static final String CREDENTIALS =
      "put valid keys into the secret (global.s3.auth.secret.name), or give the service account a role"
          + " (global.s3.auth.roleArn); on a laptop: aws sts get-caller-identity";

  private S3Fixes() {}

  /** The fix for a problem that concerns all requests. */
  static String of(Problem problem) {
    return switch (problem.reason()) {
      case ACCESS_DENIED ->
          problem.message().contains("clock") ? Clocks.FIX + " of the node" : CREDENTIALS;
      case NO_SUCH_BUCKET ->
          "set global.s3.bucket and global.s3.region to those of an existing bucket";
      case UNREACHABLE, UNAVAILABLE, DEADLINE ->
          "set global.s3.endpoint (RECORDER_S3_ENDPOINT) to a URL that pods reach: DNS, network policies,"
              + " proxies";
      case FULL -> "raise the quota of the bucket, or delete old objects";
      case REFUSED, SOURCE_CHANGED, LOCAL_IO, DAMAGED, ABSENT, INTERNAL ->
          "set global.s3.region, global.s3.encryption and global.s3.checksum to values that this server accepts";
    };
  }

  /** The fix for a right that is missing. */
  static String of(Problem problem, String right, S3Settings settings) {
    return isOfRight(problem, right)
        ? "allow %s on arn:aws:s3:::%s".formatted(right, resource(right, settings))
        : of(problem);
  }

  /** Tells whether the credentials work and only lack this right. */
  static boolean isOfRight(Problem problem, String right) {
    return problem.reason() == Problem.Reason.ACCESS_DENIED
        && problem.message().contains("may not " + right);
  }

  private static String resource(String right, S3Settings settings) {
    return right.startsWith("s3:ListBucket")
        ? settings.bucket()
        : settings.bucket() + "/" + settings.key("*");
  }
}
