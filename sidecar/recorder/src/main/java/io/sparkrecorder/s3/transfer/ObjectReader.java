package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.NotS3;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads objects for the command line; throws {@link S3Problem} when there is no answer. */
public final class ObjectReader {
  /** Time within which the server must begin to answer, because a person is waiting. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int BUFFER = 128 << 10;

  private final Server server;
  private final Attempts attempts;

  public ObjectReader(Server server, Attempts attempts) {
    this.server = server;
    this.attempts = attempts;
  }

  /** A new deadline for each request. */
  public static Deadline patience() {
    return Deadline.in(PATIENCE);
  }

  public Optional<byte[]> document(String key, Deadline deadline) {
    return document(key, Integer.MAX_VALUE - 8, deadline);
  }

  public Optional<byte[]> document(String key, int most, Deadline deadline) {
    Answer<byte[]> answer = read(key, deadline, (_, body) -> atMost(most, body));
    return answer.isRefused(Refusal.ABSENT) ? Optional.empty() : Optional.of(given(answer));
  }

  /** Reads an object again for each attempt, and refuses a body that is not S3's. */
  private <T> Answer<T> read(
      String key, Deadline deadline, ResponseTransformer<GetObjectResponse, T> reader) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(server.settings().bucket()).key(key).build();
    return attempts.send(
        Call.plain(Requests.GET, key),
        deadline,
        s3 -> s3.getObject(request, (head, body) -> reader.transform(NotS3.checked(head), body)));
  }

  private static byte[] atMost(int most, AbortableInputStream body) throws IOException {
    byte[] bytes = body.readNBytes(most + 1);
    if (bytes.length > most) {
      body.abort();
    }
    return bytes;
  }

  public boolean copy(String key, Supplier<? extends OutputStream> targets, Deadline deadline) {
    Answer<GetObjectResponse> answer =
        read(
            key,
            deadline,
            (head, body) ->
                ResponseTransformer.<GetObjectResponse>toOutputStream(targets.get())
                    .transform(head, body));
    if (answer.isRefused(Refusal.ABSENT)) {
      return false;
    }
    given(answer);
    return true;
  }

  public List<String> folders(String prefix) {
    List<String> names = new ArrayList<>();
    pages(prefix, Optional.of("/"), ObjectReader::patience)
        .flatMap(page -> page.commonPrefixes().stream())
        .map(found -> found.prefix().substring(prefix.length()).replaceAll("/$", ""))
        .forEach(names::add);
    return names;
  }

  /** Fetches page by page while the stream is read. */
  public Stream<ObjectEntry> list(String prefix, Supplier<Deadline> deadline) {
    return pages(prefix, Optional.empty(), deadline)
        .flatMap(page -> page.contents().stream())
        .map(found -> new ObjectEntry(found.key(), found.size(), found.lastModified()));
  }

  public Crc32c download(String key, java.nio.file.Path to, Consumer<Long> progress) {
    return new Download(key, to, progress, server, attempts).run();
  }

  public Crc32c checksum(String key, Deadline deadline) {
    return given(read(key, deadline, (_, body) -> checksum(body)));
  }

  private static Crc32c checksum(InputStream body) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      crc.update(buffer, 0, count);
    }
    return Crc32c.of(crc);
  }

  private Stream<ListObjectsV2Response> pages(
      String prefix, Optional<String> delimiter, Supplier<Deadline> deadline) {
    return Stream.iterate(
        page(prefix, delimiter, Position.BEGIN, deadline),
        page -> page != null,
        page -> {
          Position next = Position.behind(page);
          if (Boolean.TRUE.equals(page.isTruncated()) && next.equals(Position.BEGIN)) {
            throw new S3Problem(attempts.wording().endless(prefix));
          }
          return next.equals(Position.BEGIN) ? null : page(prefix, delimiter, next, deadline);
        });
  }

  /**
   * The start of a page.
   *
   * @param token the server's continuation token
   * @param after the last key before the page, for servers without tokens
   */
  private record Position(Optional<String> token, Optional<String> after) {
    static final Position BEGIN = new Position(Optional.empty(), Optional.empty());

    static Position behind(ListObjectsV2Response page) {
      if (!Boolean.TRUE.equals(page.isTruncated())) {
        return BEGIN;
      }
      Optional<String> token = Optional.ofNullable(page.nextContinuationToken());
      Optional<String> last =
          Stream.concat(
                  page.contents().stream().map(S3Object::key),
                  page.commonPrefixes().stream().map(CommonPrefix::prefix))
              .max(Comparator.naturalOrder());
      return token.isPresent()
          ? new Position(token, Optional.empty())
          : new Position(Optional.empty(), last);
    }

    /** Tells whether the page lies ahead, so that the server does not repeat the previous page. */
    boolean isBefore(ListObjectsV2Response page) {
      return token.isPresent()
          ? !token.get().equals(page.nextContinuationToken())
          : after.stream()
              .allMatch(
                  last ->
                      page.contents().stream().allMatch(found -> found.key().compareTo(last) > 0));
    }
  }

  private ListObjectsV2Response page(
      String prefix, Optional<String> delimiter, Position position, Supplier<Deadline> deadline) {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(server.settings().bucket())
            .prefix(prefix)
            .delimiter(delimiter.orElse(null))
            .continuationToken(position.token().orElse(null))
            .startAfter(position.after().orElse(null))
            .build();
    Call call = Call.plain(Requests.LIST, prefix);
    ListObjectsV2Response page =
        given(attempts.send(call, deadline.get(), s3 -> s3.listObjectsV2(request)));
    if (!position.isBefore(page)) {
      throw new S3Problem(attempts.wording().endless(prefix));
    }
    return page;
  }

  /** Returns the server's answer, or throws an {@link S3Problem}. */
  public <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(T value) -> value;
      case Answer.Failed<T>(Problem problem) -> throw new S3Problem(problem);
      case Answer.Refused<T>(Refusal _, Problem problem) -> throw new S3Problem(problem);
    };
  }
}
