package io.sparkrecorder.s3.request;

import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.Problem.Reason;
import io.sparkrecorder.s3.model.SourceChanged;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Words the problems for people: the failure, its place and the remedy. */
public final class Wording {
  private static final int LONGEST_CAUSE = 1500;
  private static final int LONGEST_WORDS = 200;
  private static final int LONGEST_KEY = 200;

  private final Server server;

  Wording(Server server) {
    this.server = server;
  }

  /**
   * @param before problem of earlier requests, which kept this one from being sent
   */
  Problem late(Call call, Optional<Problem> before) {
    return new Problem(
        Reason.DEADLINE,
        "no time left for "
            + call.action()
            + " on "
            + url(call.target())
            + before.map(it -> " (before: " + it.message() + ")").orElse(""));
  }

  /** The deadline cut off an attempt before its timeout, so the server may only be slow. */
  Problem cutOff(Call call) {
    return new Problem(
        Reason.DEADLINE, "the time ran out during " + call.action() + " on " + url(call.target()));
  }

  Problem interrupted(Call call) {
    return new Problem(
        Reason.DEADLINE, call.action() + " on " + url(call.target()) + " was interrupted");
  }

  public Problem changed(Upload upload, String how) {
    return new Problem(
        Reason.SOURCE_CHANGED,
        upload.file() + " is not the file that was announced: " + how + "; announce it again");
  }

  public Problem changed(Call call, SourceChanged how) {
    return new Problem(
        Reason.SOURCE_CHANGED,
        "the file for " + url(call.target()) + " changed while it was sent: " + how.getMessage());
  }

  public Problem unreadable(Object file, IOException e) {
    return new Problem(Reason.LOCAL_IO, "cannot read or write " + file + ": " + e);
  }

  public Problem unreadable(Call call, LocalIo e) {
    return new Problem(
        Reason.LOCAL_IO,
        "cannot read the file for " + url(call.target()) + ": " + Failures.message(e));
  }

  public Problem damaged(String key) {
    return new Problem(
        Reason.DAMAGED,
        "what " + server.name() + " sends for " + url(key) + " has another checksum than stored");
  }

  /** Bytes of unknown place or number must not be put behind those that are there. */
  public Problem unranged(String key) {
    return new Problem(
        Reason.UNAVAILABLE,
        server.name()
            + " sends "
            + url(key)
            + " without a length, or from its beginning when asked for the rest");
  }

  public Problem unseen(String key) {
    return new Problem(
        Reason.UNAVAILABLE,
        server.name() + " says that it has " + url(key) + " but does not show it yet");
  }

  public Problem restless(String key) {
    return new Problem(
        Reason.UNAVAILABLE,
        "the upload of " + url(key) + " was undone again and again; is another process at it?");
  }

  /** The server repeats a page. Failing is better than an endless or an incomplete listing. */
  public Problem endless(String prefix) {
    return new Problem(
        Reason.REFUSED,
        server.name() + " lists " + url(prefix) + " in pages, but gives the same page again");
  }

  public Problem absent(String key) {
    return new Problem(Reason.ABSENT, "there is no " + url(key) + " at " + server.name());
  }

  /** The fault is in this process, not at the server or on the way to it. */
  public Problem internal(Throwable fault, Call call) {
    String what =
        fault instanceof OutOfMemoryError
            ? "out of memory in the recorder: raise the memory limit of the recorder's container and"
                + " -Xmx"
            : "fault in the recorder: " + oneLine(fault.toString());
    return new Problem(
        Reason.INTERNAL, what + " (during " + call.action() + " on " + url(call.target()) + ")");
  }

  Problem silent() {
    return unreachable("no answer within " + server.settings().attemptTimeout().toMillis() + " ms");
  }

  Problem unreachable(String why) {
    return new Problem(
        Reason.UNREACHABLE,
        "cannot reach "
            + server.name()
            + ": "
            + oneLine(why)
            + "; check RECORDER_S3_ENDPOINT and the network");
  }

  Problem noCredentials(Throwable e) {
    return new Problem(
        Reason.ACCESS_DENIED,
        "no usable AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give"
            + " the pod's service account a role. What was tried: "
            + tried(Failures.message(e)));
  }

  /** The message of each source of credentials, without the list of their names in front. */
  private static String tried(String message) {
    int begin = message.indexOf(" : [");
    String sources = begin < 0 ? message : message.substring(begin + " : [".length());
    return shortened(sources, LONGEST_CAUSE);
  }

  /** An answer that only looks like a success. */
  Problem notS3(Said said, String missing) {
    return new Problem(
        Reason.UNAVAILABLE, server.name() + " answers " + said.named() + " " + missing + IS_IT_S3);
  }

  Problem notUnderstood(Call call, String why) {
    return new Problem(
        Reason.UNAVAILABLE,
        server.name()
            + " answers "
            + call.action()
            + " with something that cannot be understood ("
            + oneLine(why)
            + ")"
            + IS_IT_S3);
  }

  private static final String IS_IT_S3 = ": is this an S3 endpoint? check RECORDER_S3_ENDPOINT";

  Problem refused(Kind kind, Said said, Call call) {
    return switch (kind) {
      case PASSING -> problem(Reason.UNAVAILABLE, server.name() + " answers " + said.named());
      case NO_SUCH_BUCKET ->
          problem(
              Reason.NO_SUCH_BUCKET,
              bucket()
                  + " does not exist at "
                  + server.name()
                  + ": check RECORDER_S3_BUCKET and RECORDER_S3_REGION");
      case OTHER_REGION ->
          problem(
              Reason.REFUSED,
              bucket() + " is in another region (" + said.named() + "): check RECORDER_S3_REGION");
      case STALE, SIGNATURE, DENIED ->
          problem(
              Reason.ACCESS_DENIED,
              "access denied at " + server.name() + " (" + said.named() + "): " + why(said, call));
      case FULL -> problem(Reason.FULL, refuses(said, call) + full(said) + words(said));
      case TOO_LARGE -> problem(Reason.REFUSED, refuses(said, call) + tooLarge(said));
      case KEY_TOO_LONG ->
          problem(
              Reason.REFUSED,
              refuses(said, call)
                  + "the key has "
                  + call.target().getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                  + " bytes, and S3 takes 1024: use shorter folders or a shorter"
                  + " RECORDER_S3_PREFIX");
      case ENCRYPTION_KEY ->
          problem(Reason.REFUSED, refuses(said, call) + encryptionKey() + words(said));
      case BLOCKED ->
          problem(
              Reason.REFUSED,
              "a proxy or firewall before "
                  + server.name()
                  + " answers "
                  + said.named()
                  + " to "
                  + call.action()
                  + " on "
                  + url(call.target())
                  + ": allow it there; S3 and the credentials are not the cause");
      case FOREIGN ->
          problem(
              Reason.UNAVAILABLE,
              server.name() + " answers " + said.named() + redirect(said) + IS_IT_S3);
      case METHOD_NOT_ALLOWED ->
          problem(
              Reason.REFUSED,
              refuses(said, call)
                  + "it does not take this kind of request: is the endpoint or the bucket read-only?"
                  + words(said));
      case OTHER -> problem(Reason.REFUSED, refuses(said, call) + oneLine(said.words()));
    };
  }

  /** A refusal that a caller handles, in words. */
  Problem refused(Refusal refusal, Said said, Call call) {
    return problem(
        Reason.REFUSED,
        refuses(said, call) + (said.words().isEmpty() ? refusal : oneLine(said.words())));
  }

  private String why(Said said, Call call) {
    return switch (said.code()) {
      case "InvalidAccessKeyId", "XAdminUserNotFound" -> "the access key in use is not known there";
      case "SignatureDoesNotMatch" ->
          "the secret key in use is not the access key's"
              + (call.checksummed() && !server.alsoRefusesBare(said.named())
                  ? ", or the server does not take checksums and signed chunks"
                      + " (RECORDER_S3_CHECKSUM=off)"
                  : "");
      case "ExpiredToken", "RequestExpired", "TokenRefreshRequired", "InvalidToken" ->
          "the session of the credentials in use has expired or is not valid";
      case "RequestTimeTooSkewed" -> "this machine's clock and the server's differ too much";
      default ->
          "the credentials in use may not "
              + call.action()
              + " on "
              + url(call.target())
              + (said.code().isEmpty() && !said.traced() && !call.bodiless()
                  ? ", or a proxy or firewall before the server refuses it"
                  : "");
    };
  }

  private static String full(Said said) {
    return said.code().contains("Quota")
        ? "a quota is used up: raise it, or delete what is no longer needed"
        : "its disk is full: add space, or delete what is no longer needed";
  }

  private String tooLarge(Said said) {
    String more =
        " must be more than RECORDER_S3_PART_SIZE ("
            + (server.settings().partSize() >> 20)
            + " MiB)";
    return said.code().isEmpty()
        ? "a proxy before it, or the server, limits the size of a request; the limit"
            + " (client_max_body_size in nginx)"
            + more
        : "the request is too large; the server's limit" + more + words(said);
  }

  private String encryptionKey() {
    return "it cannot encrypt with the KMS key "
        + server.settings().kmsKey().orElse("of the bucket")
        + ": check RECORDER_S3_KMS_KEY and RECORDER_S3_ENCRYPTION, the key's state, and the right"
        + " kms:GenerateDataKey";
  }

  /** The host of the redirect's target, without the rest of the address. */
  private static String redirect(Said said) {
    try {
      return said.location()
          .map(URI::create)
          .map(to -> to.getHost() == null ? to.getPath() : to.getHost())
          .map(to -> " (redirect to " + shortened(to, LONGEST_WORDS) + ")")
          .orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private String refuses(Said said, Call call) {
    return server.name()
        + " refuses "
        + call.action()
        + " on "
        + url(call.target())
        + " ("
        + said.named()
        + "): ";
  }

  private static String words(Said said) {
    return said.words().isBlank() ? "" : " (" + oneLine(said.words()) + ")";
  }

  private String bucket() {
    return "bucket \"" + server.settings().bucket() + "\"";
  }

  private String url(String key) {
    return server.settings().url(shortened(key, LONGEST_KEY));
  }

  private static Problem problem(Reason reason, String message) {
    return new Problem(reason, message);
  }

  private static String oneLine(String text) {
    return shortened(text, LONGEST_WORDS);
  }

  private static String shortened(String text, int most) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() > most ? line.substring(0, most) + "..." : line;
  }
}
