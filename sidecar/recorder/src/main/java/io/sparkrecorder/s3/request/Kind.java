package io.sparkrecorder.s3.request;

import java.util.Set;

/** The meaning of a failure response. */
public enum Kind {
  /** Overload, a restart, bytes that were damaged on the way. */
  PASSING,
  NO_SUCH_BUCKET,
  /** The credentials have expired, or the clocks differ. */
  STALE,
  OTHER_REGION,
  SIGNATURE,
  DENIED,
  /** A quota is used up or a disk is full; an administrator may make room. */
  FULL,
  /** The request has more bytes than the server or a proxy accepts. */
  TOO_LARGE,
  KEY_TOO_LONG,
  /** S3 cannot use the key that objects are encrypted with. */
  ENCRYPTION_KEY,
  /** A proxy or a firewall refused it. */
  BLOCKED,
  /** The response shows no sign of S3. */
  FOREIGN,
  METHOD_NOT_ALLOWED,
  /** The server does not accept a part of the request. */
  OTHER;

  private static final Set<String> PASSING_CODES =
      Set.of(
          "SlowDown",
          "SlowDownRead",
          "SlowDownWrite",
          "InternalError",
          "ServiceUnavailable",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "TooManyRequests",
          "RequestTimeout",
          "OperationAborted",
          "ConditionalRequestConflict",
          "IncompleteBody",
          // Bytes were damaged on the way: FileSlice has verified them here.
          "BadDigest",
          "XAmzContentChecksumMismatch",
          "KMS.ThrottlingException",
          "KMS.InternalException",
          "KMS.KMSInternalException",
          "KMS.DependencyTimeoutException");

  private static final Set<String> STALE_CODES =
      Set.of("ExpiredToken", "RequestTimeTooSkewed", "RequestExpired", "TokenRefreshRequired");

  /** Codes of denied access, which not every server sends with 403. */
  private static final Set<String> DENIED_CODES =
      Set.of("AccessDenied", "InvalidAccessKeyId", "InvalidToken", "XAdminUserNotFound");

  private static final Set<String> OTHER_REGION_CODES =
      Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "TemporaryRedirect");

  private static final Set<Integer> BLOCKED_STATUS = Set.of(401, 403, 405, 407, 451);

  static Kind of(Said said) {
    String code = said.code();
    if (said.isForeign() && said.status() < 500) {
      return foreign(said.status());
    }
    if (code.contains("Quota") || code.contains("StorageFull") || said.status() == 507) {
      return FULL;
    }
    if (PASSING_CODES.contains(code)) {
      return PASSING;
    }
    if (code.startsWith("KMS") || (code.equals("AccessDenied") && said.words().contains("kms:"))) {
      return ENCRYPTION_KEY;
    }
    if (STALE_CODES.contains(code)) {
      return STALE;
    }
    if (OTHER_REGION_CODES.contains(code)) {
      return OTHER_REGION;
    }
    return switch (code) {
      case "NoSuchBucket" -> NO_SUCH_BUCKET;
      case "SignatureDoesNotMatch" -> SIGNATURE;
      case "KeyTooLongError", "KeyTooLong" -> KEY_TOO_LONG;
      case "EntityTooLarge", "MaxMessageLengthExceeded" -> TOO_LARGE;
      case "MethodNotAllowed" -> METHOD_NOT_ALLOWED;
      default -> DENIED_CODES.contains(code) ? DENIED : of(said.status());
    };
  }

  private static Kind of(int status) {
    return switch (status) {
      case 301 -> OTHER_REGION;
      case 401, 403 -> DENIED;
      case 405 -> METHOD_NOT_ALLOWED;
      case 413 -> TOO_LARGE;
      case 408, 409, 429, 500 -> PASSING;
      default -> status > 501 ? PASSING : OTHER;
    };
  }

  private static Kind foreign(int status) {
    return switch (status) {
      case 413 -> TOO_LARGE;
      case 408, 429 -> PASSING;
      default -> BLOCKED_STATUS.contains(status) ? BLOCKED : FOREIGN;
    };
  }
}
