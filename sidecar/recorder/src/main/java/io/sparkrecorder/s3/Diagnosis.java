package io.sparkrecorder.s3;

import io.sparkrecorder.s3.Problem.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads what went wrong from an exception, and words it for a person. */
final class Diagnosis {
  private static final int LONGEST_CAUSE = 1500;

  private static final Set<String> PASSING =
      Set.of(
          "SlowDown",
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
          // Bytes were damaged on the way: FileSlice has made sure that they were right here.
          "BadDigest",
          "XAmzContentChecksumMismatch");
  private static final Set<String> STALE =
      Set.of("ExpiredToken", "RequestTimeTooSkewed", "RequestExpired", "TokenRefreshRequired");

  /** Not every server sends these with 403. */
  private static final Set<String> DENIED =
      Set.of("AccessDenied", "InvalidAccessKeyId", "InvalidToken", "XAdminUserNotFound");

  private static final Set<String> OTHER_REGION =
      Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "TemporaryRedirect");

  /** Codes so general that a header the server does not know may be behind them. */
  private static final Set<String> VAGUE =
      Set.of("", "BadRequest", "InvalidRequest", "InvalidArgument", "NotImplemented");

  private static final Pattern OF_CONDITION = Pattern.compile("none-match|condition");
  private static final Pattern OF_CHECKSUM =
      Pattern.compile("checksum|crc32c|trailer|aws-chunked|content-sha256|streaming");

  /** How the end of an attempt's time looks from within the socket. */
  private static final Set<String> CUT_OFF = Set.of("Socket closed", "Closed by interrupt");

  /** The JDK's words for it. */
  private static final String HUNG_UP = "Error writing request body";

  private final Server server;

  Diagnosis(Server server) {
    this.server = server;
  }

  Verdict of(Throwable failure, Call call) {
    return switch (failure) {
      case S3Exception refused -> refused(refused, call);
      case AwsServiceException tokenService -> noCredentials(tokenService);
      case ApiCallAttemptTimeoutException _, ApiCallTimeoutException _, TimeoutException _ ->
          silent();
      default -> unanswered(failure, call);
    };
  }

  /** Whether the server said no and nothing more, or hung up on a body before it answered. */
  static boolean isUnexplained(Throwable failure, Call call) {
    if (failure instanceof S3Exception refused) {
      return code(refused).isEmpty()
          && switch (refused.statusCode()) {
            case 400, 401, 403 -> true;
            case 404 -> call.action().equals(Requests.PUT);
            default -> false;
          };
    }
    return failure.getCause() instanceof IOException io
        && String.valueOf(io.getMessage()).startsWith(HUNG_UP);
  }

  /** Whether the refusal of another request says why any request is refused. */
  static boolean explains(S3Exception e) {
    return !code(e).isEmpty() && !code(e).equals("AccessDenied");
  }

  Problem late(Call call) {
    return new Problem(
        Reason.DEADLINE, "no time left for " + call.action() + " on " + url(call.target()));
  }

  /** The server may only be slow: it had not had the time of an attempt. */
  Problem cutOff(Call call) {
    return new Problem(
        Reason.DEADLINE, "the time ran out during " + call.action() + " on " + url(call.target()));
  }

  Problem interrupted(Call call) {
    return new Problem(
        Reason.DEADLINE, call.action() + " on " + url(call.target()) + " was interrupted");
  }

  Problem changed(Upload upload, String how) {
    return new Problem(
        Reason.SOURCE_CHANGED,
        upload.file() + " is not the file that was announced: " + how + "; announce it again");
  }

  Problem unreadable(Object file, IOException e) {
    return new Problem(Reason.LOCAL_IO, "cannot read or write " + file + ": " + e);
  }

  Problem damaged(String key) {
    return new Problem(
        Reason.DAMAGED,
        "what " + server.name() + " sends for " + url(key) + " has another checksum than stored");
  }

  Problem unseen(String key) {
    return new Problem(
        Reason.UNAVAILABLE,
        server.name() + " says that it has " + url(key) + " but does not show it yet");
  }

  Problem restless(String key) {
    return new Problem(
        Reason.UNAVAILABLE,
        "the upload of " + url(key) + " was undone again and again; is another process at it?");
  }

  Problem unexpected(Call call, Refusal refusal) {
    return new Problem(
        Reason.REFUSED,
        server.name() + " refused " + call.action() + " on " + url(call.target()) + ": " + refusal);
  }

  Problem absent(String key) {
    return new Problem(Reason.ABSENT, "there is no " + url(key) + " at " + server.name());
  }

  private Verdict refused(S3Exception e, Call call) {
    String code = code(e);
    int status = e.statusCode();
    Optional<Refusal> refusal = refusal(code, status, call);
    if (refusal.isPresent()) {
      return new Verdict.Decide(refusal.get());
    }
    if (code.equals("NoSuchBucket")) {
      return new Verdict.Final(noSuchBucket());
    }
    if (PASSING.contains(code)
        || status == 429
        || status == 408
        || status == 409
        || status > 501
        || status == 500) {
      return new Verdict.Retry(unavailable(code, status));
    }
    if (STALE.contains(code)) {
      Problem problem = denied(code, call);
      return new Verdict.OnceMore(
          problem, Verdict.Remedy.FRESH_CREDENTIALS, new Verdict.Final(problem));
    }
    if (OTHER_REGION.contains(code) || status == 301) {
      return new Verdict.Final(otherRegion(code));
    }
    if (code.equals("SignatureDoesNotMatch")) {
      // Also what a body that was damaged on the way looks like when its chunks are signed.
      Problem problem = denied(code, call);
      return new Verdict.OnceMore(problem, Verdict.Remedy.NOTHING, new Verdict.Final(problem));
    }
    if (status == 401 || status == 403 || DENIED.contains(code)) {
      return new Verdict.Final(denied(code, call));
    }
    return notUnderstood(e, code, call);
  }

  private static Optional<Refusal> refusal(String code, int status, Call call) {
    return switch (code) {
      case "NoSuchUpload" -> Optional.of(Refusal.NO_SUCH_UPLOAD);
      case "InvalidPart", "InvalidPartOrder" -> Optional.of(Refusal.INVALID_PART);
      case "ConditionalRequestConflict" ->
          call.completes() ? Optional.of(Refusal.CONFLICTING) : Optional.empty();
      case "NoSuchKey", "NotFound" -> Optional.of(Refusal.ABSENT);
      case "NoSuchBucket" -> Optional.empty();
      default ->
          switch (status) {
            case 304, 412 -> call.conditional() ? Optional.of(Refusal.EXISTS) : Optional.empty();
            case 404 -> code.isEmpty() ? Optional.of(Refusal.ABSENT) : Optional.empty();
            default -> Optional.empty();
          };
    };
  }

  /** The server may not know a header that we can do without. */
  private Verdict notUnderstood(S3Exception e, String code, Call call) {
    Verdict end = new Verdict.Final(refusedForGood(e, code, call));
    int status = e.statusCode();
    if (status != 400 && status != 501) {
      return end;
    }
    boolean canDropChecksum = call.checksummed() && server.mayDropChecksums();
    String said = (code + " " + serverSays(e)).toLowerCase(Locale.ROOT);
    if (call.conditional() && OF_CONDITION.matcher(said).find()) {
      return new Verdict.Decide(Refusal.CONDITION);
    }
    if (canDropChecksum && OF_CHECKSUM.matcher(said).find()) {
      Verdict drop = new Verdict.Decide(Refusal.CHECKSUM);
      return code.equals("XAmzContentSHA256Mismatch")
          ? new Verdict.OnceMore(unavailable(code, status), Verdict.Remedy.NOTHING, drop)
          : drop;
    }
    if (code.equals("XAmzContentSHA256Mismatch")) {
      return new Verdict.Retry(unavailable(code, status));
    }
    if (!VAGUE.contains(code)) {
      return end;
    }
    if (canDropChecksum) {
      return new Verdict.Decide(Refusal.CHECKSUM);
    }
    return call.conditional() ? new Verdict.Decide(Refusal.CONDITION) : end;
  }

  /** No answer came: the network, the credentials' source, or our own file. */
  private Verdict unanswered(Throwable failure, Call call) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case SourceChanged changed -> {
          return new Verdict.Final(
              new Problem(
                  Reason.SOURCE_CHANGED,
                  "the file for "
                      + url(call.target())
                      + " changed while it was sent: "
                      + changed.getMessage()));
        }
        case LocalIo local -> {
          return new Verdict.Final(
              new Problem(
                  Reason.LOCAL_IO,
                  "cannot read the file for " + url(call.target()) + ": " + local.getMessage()));
        }
        case AwsServiceException tokenService -> {
          return noCredentials(tokenService);
        }
        case UnknownHostException _ -> {
          return unreachable("unknown host");
        }
        case SocketTimeoutException _ -> {
          return silent();
        }
        case ConnectException refused -> {
          return unreachable(refused.getMessage());
        }
        case SocketException cut when CUT_OFF.contains(String.valueOf(cut.getMessage())) -> {
          return silent();
        }
        case IOException io -> {
          return unreachable(io.getMessage() == null ? io.toString() : io.getMessage());
        }
        default -> {}
      }
    }
    String message = String.valueOf(failure.getMessage());
    return message.contains("credentials") || message.contains("web identity")
        ? noCredentials(failure)
        : unreachable(message);
  }

  /** Retried: the source of the credentials (STS, the pod identity agent) may only be slow. */
  private Verdict noCredentials(Throwable e) {
    return new Verdict.Retry(
        new Problem(
            Reason.ACCESS_DENIED,
            "no usable AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give"
                + " the pod's service account a role. What was tried: "
                + tried(String.valueOf(e.getMessage()))));
  }

  /** What each source of credentials said, without the list of their names before it. */
  private static String tried(String message) {
    int begin = message.indexOf(" : [");
    String sources = begin < 0 ? message : message.substring(begin + " : [".length());
    String line = sources.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_CAUSE ? line : line.substring(0, LONGEST_CAUSE) + " ...";
  }

  private Verdict silent() {
    return unreachable("no answer within " + server.settings().attemptTimeout().toMillis() + " ms");
  }

  private Verdict unreachable(String why) {
    return new Verdict.Retry(
        new Problem(
            Reason.UNREACHABLE,
            "cannot reach "
                + server.name()
                + ": "
                + oneLine(why)
                + "; check RECORDER_S3_ENDPOINT and the network"));
  }

  private Problem unavailable(String code, int status) {
    return new Problem(Reason.UNAVAILABLE, server.name() + " answers " + named(code, status));
  }

  private Problem noSuchBucket() {
    return new Problem(
        Reason.NO_SUCH_BUCKET,
        "bucket \""
            + server.settings().bucket()
            + "\" does not exist at "
            + server.name()
            + ": check RECORDER_S3_BUCKET and RECORDER_S3_REGION");
  }

  private Problem otherRegion(String code) {
    return new Problem(
        Reason.REFUSED,
        "bucket \""
            + server.settings().bucket()
            + "\" is in another region ("
            + named(code, 301)
            + "): check RECORDER_S3_REGION");
  }

  private Problem denied(String code, Call call) {
    String why =
        switch (code) {
          case "InvalidAccessKeyId", "XAdminUserNotFound" ->
              "the access key in use is not known there";
          case "SignatureDoesNotMatch" -> "the secret key in use is not the access key's";
          case "ExpiredToken", "RequestExpired", "TokenRefreshRequired", "InvalidToken" ->
              "the session of the credentials in use has expired or is not valid";
          case "RequestTimeTooSkewed" -> "this machine's clock and the server's differ too much";
          default ->
              "the credentials in use may not " + call.action() + " on " + url(call.target());
        };
    return new Problem(
        Reason.ACCESS_DENIED,
        "access denied at " + server.name() + " (" + named(code, 403) + "): " + why);
  }

  private Problem refusedForGood(S3Exception e, String code, Call call) {
    return new Problem(
        Reason.REFUSED,
        server.name()
            + " refuses "
            + call.action()
            + " on "
            + url(call.target())
            + " ("
            + named(code, e.statusCode())
            + "): "
            + oneLine(serverSays(e)));
  }

  private String url(String key) {
    return server.settings().url(key);
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? ""
        : e.awsErrorDetails().errorCode();
  }

  private static String serverSays(S3Exception e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorMessage() == null
        ? ""
        : e.awsErrorDetails().errorMessage();
  }

  private static String named(String code, int status) {
    return code.isEmpty() ? "HTTP " + status : code;
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }
}
