package io.sparkrecorder.s3.request;

import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.SourceChanged;
import io.sparkrecorder.s3.request.Verdict.Patience;
import io.sparkrecorder.text.Failures;
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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Decides how to go on after a failed attempt. */
public final class Diagnosis {
  /** General error codes; their cause may be a header that the server does not know. */
  private static final Set<String> VAGUE =
      Set.of("", "BadRequest", "InvalidRequest", "InvalidArgument", "NotImplemented");

  private static final Pattern OF_CONDITION = Pattern.compile("if-match|none-match|condition");
  private static final Pattern OF_CHECKSUM =
      Pattern.compile("checksum|crc32c|trailer|aws-chunked|content-sha256|streaming");
  private static final Pattern OF_CREDENTIALS = Pattern.compile("credentials|web identity");
  private static final Pattern OF_THE_ANSWER = Pattern.compile("(?i)unmarshal|parse|xml");

  /** Messages of a socket that was closed because the attempt timed out. */
  private static final Set<String> CUT_OFF = Set.of("Socket closed", "Closed by interrupt");

  private final Server server;
  private final Wording wording;

  Diagnosis(Server server) {
    this.server = server;
    this.wording = new Wording(server);
  }

  Wording wording() {
    return wording;
  }

  Verdict of(Throwable failure, Call call) {
    Optional<Error> fault = cause(failure, Error.class);
    if (fault.isPresent()) {
      return new Verdict.Retry(wording.internal(fault.get(), call), Patience.FEW_TIMES);
    }
    Optional<NotS3> foreign = cause(failure, NotS3.class);
    if (foreign.isPresent()) {
      return new Verdict.Retry(wording.notS3(foreign.get().said(), foreign.get().getMessage()));
    }
    return switch (failure) {
      case S3Exception refused -> refused(Said.of(refused), call);
      case AwsServiceException tokenService -> noCredentials(tokenService);
      case ApiCallAttemptTimeoutException _, ApiCallTimeoutException _, TimeoutException _ ->
          new Verdict.Retry(wording.silent());
      default -> unanswered(failure, call);
    };
  }

  /** Tells whether the server refused without an error code. */
  static boolean isUnexplained(Throwable failure, Call call) {
    if (!(failure instanceof S3Exception refused)) {
      return false;
    }
    Said said = Said.of(refused);
    return said.code().isEmpty()
        && switch (said.status()) {
          case 400, 401, 403 -> true;
          case 404 -> call.writes();
          default -> false;
        };
  }

  /** Tells whether the refusal of another request explains why all requests are refused. */
  static boolean explains(S3Exception e) {
    String code = Said.of(e).code();
    return !code.isEmpty() && !code.equals("AccessDenied");
  }

  private Verdict refused(Said said, Call call) {
    Optional<Refusal> refusal = refusal(said, call);
    if (refusal.isPresent()) {
      return new Verdict.Decide(refusal.get(), wording.refused(refusal.get(), said, call));
    }
    Kind kind = Kind.of(said);
    Problem problem = wording.refused(kind, said, call);
    if (call.action().equals(Requests.LIST_PARTS) && isNotListed(kind, said)) {
      return new Verdict.Decide(Refusal.NOT_LISTED, problem);
    }
    return switch (kind) {
      case PASSING -> new Verdict.Retry(problem);
      case FULL -> new Verdict.Retry(problem, Patience.UNTIL_DEADLINE_SLOWLY);
      case FOREIGN ->
          new Verdict.Retry(
              problem, said.status() / 100 == 4 ? Patience.FEW_TIMES : Patience.UNTIL_DEADLINE);
      case BLOCKED, ENCRYPTION_KEY -> new Verdict.Retry(problem, Patience.FEW_TIMES);
      case STALE ->
          new Verdict.OnceMore(
              problem, Verdict.Remedy.FRESH_CREDENTIALS, new Verdict.Final(problem));
      // A body with signed chunks that was damaged on the way gets this code, too.
      case SIGNATURE ->
          new Verdict.OnceMore(problem, Verdict.Remedy.NOTHING, withoutChunks(said, call, problem));
      case DENIED, METHOD_NOT_ALLOWED -> withoutChunks(said, call, problem);
      case TOO_LARGE -> new Verdict.Decide(Refusal.TOO_LARGE, problem);
      case NO_SUCH_BUCKET, OTHER_REGION, KEY_TOO_LONG -> new Verdict.Final(problem);
      case OTHER -> notUnderstood(said, call, problem);
    };
  }

  /** Tells whether the server cannot list parts or a policy forbids it. */
  private static boolean isNotListed(Kind kind, Said said) {
    return switch (kind) {
      case METHOD_NOT_ALLOWED, OTHER -> true;
      case DENIED -> said.code().equals("AccessDenied");
      default -> false;
    };
  }

  private static Optional<Refusal> refusal(Said said, Call call) {
    return switch (said.code()) {
      case "NoSuchUpload" -> Optional.of(Refusal.NO_SUCH_UPLOAD);
      case "InvalidPart", "InvalidPartOrder" -> Optional.of(Refusal.INVALID_PART);
      case "ConditionalRequestConflict" ->
          call.completes() ? Optional.of(Refusal.CONFLICTING) : Optional.empty();
      case "NoSuchKey", "NotFound" -> Optional.of(Refusal.ABSENT);
      case "NoSuchBucket" -> Optional.empty();
      default ->
          switch (said.status()) {
            case 304, 412 -> call.conditional() ? Optional.of(Refusal.EXISTS) : Optional.empty();
            case 404 ->
                said.code().isEmpty() && (call.bodiless() || !said.isPage())
                    ? Optional.of(Refusal.ABSENT)
                    : Optional.empty();
            default -> Optional.empty();
          };
    };
  }

  /** Handles a refusal whose cause may be an optional header that the server does not know. */
  private Verdict notUnderstood(Said said, Call call, Problem problem) {
    boolean mismatch = said.code().equals("XAmzContentSHA256Mismatch");
    if (said.status() != 400 && said.status() != 501) {
      return withoutChunks(said, call, problem);
    }
    boolean canDropChecksum = call.checksummed() && server.mayDropChecksums();
    String words = (said.code() + " " + said.words()).toLowerCase(Locale.ROOT);
    if (call.conditional() && OF_CONDITION.matcher(words).find()) {
      return new Verdict.Decide(Refusal.CONDITION, problem);
    }
    if (canDropChecksum && OF_CHECKSUM.matcher(words).find()) {
      Verdict drop = new Verdict.Decide(Refusal.CHECKSUM, problem);
      return mismatch ? new Verdict.OnceMore(problem, Verdict.Remedy.NOTHING, drop) : drop;
    }
    if (mismatch) {
      return new Verdict.Retry(problem);
    }
    boolean vague = VAGUE.contains(said.code());
    if (canDropChecksum && vague) {
      return new Verdict.Decide(Refusal.CHECKSUM, problem);
    }
    return call.conditional() && vague
        ? new Verdict.Decide(Refusal.CONDITION, problem)
        : withoutChunks(said, call, problem);
  }

  /**
   * Retries without chunked bodies before a refusal becomes final, because each server without them
   * reports it differently. Does not do so for AWS, for a server that has already accepted such a
   * body, or if the same refusal came to a request without chunks.
   */
  private Verdict withoutChunks(Said said, Call call, Problem problem) {
    Verdict end = new Verdict.Final(problem);
    if (call.bare()) {
      server.refusesBare(said.named());
      return end;
    }
    boolean mayHelp =
        call.checksummed()
            && call.writes()
            && server.mayDropChecksums()
            && server.settings().endpoint().isPresent()
            && !server.takesChecksums()
            && !server.alsoRefusesBare(said.named());
    return mayHelp ? new Verdict.Decide(Refusal.CHECKSUM, problem) : end;
  }

  /**
   * Finds the reason for a missing answer: the network, the source of the credentials, our own
   * file, or a fault in this process.
   */
  private Verdict unanswered(Throwable failure, Call call) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case SourceChanged changed -> {
          return new Verdict.Final(wording.changed(call, changed));
        }
        case LocalIo local -> {
          return new Verdict.Final(wording.unreadable(call, local));
        }
        case AwsServiceException tokenService -> {
          return noCredentials(tokenService);
        }
        case IOException io -> {
          return new Verdict.Retry(lost(io));
        }
        default -> {}
      }
    }
    if (!(failure instanceof SdkException)) {
      return new Verdict.Retry(wording.internal(failure, call), Patience.FEW_TIMES);
    }
    String message = Failures.message(failure);
    if (OF_CREDENTIALS.matcher(message).find()) {
      return noCredentials(failure);
    }
    return new Verdict.Retry(
        OF_THE_ANSWER.matcher(message).find()
            ? wording.notUnderstood(call, message)
            : wording.unreachable(message));
  }

  private Problem lost(IOException e) {
    return switch (e) {
      case UnknownHostException _ -> wording.unreachable("unknown host");
      case SocketTimeoutException _ -> wording.silent();
      case ConnectException refused -> wording.unreachable(Failures.message(refused));
      case SocketException cut when CUT_OFF.contains(String.valueOf(cut.getMessage())) ->
          wording.silent();
      default -> wording.unreachable(Failures.message(e));
    };
  }

  /**
   * Retries, because the source of the credentials (STS, the pod identity agent) may only be slow.
   */
  private Verdict noCredentials(Throwable e) {
    return new Verdict.Retry(wording.noCredentials(e));
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
