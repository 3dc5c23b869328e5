package io.sparkrecorder.s3;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Reads for a command line: throws {@link S3Problem} where there is no answer. */
final class ObjectReader {
  /** A person is waiting; the server gets this long to begin to answer. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int BUFFER = 128 << 10;

  private final Server server;
  private final Attempts attempts;

  ObjectReader(Server server, Attempts attempts) {
    this.server = server;
    this.attempts = attempts;
  }

  /** Anew for each request. */
  static Deadline patience() {
    return Deadline.in(PATIENCE);
  }

  Optional<byte[]> document(String key, Deadline deadline) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(server.settings().bucket()).key(key).build();
    Call call = Call.plain(Requests.GET, key);
    Answer<ResponseBytes<GetObjectResponse>> answer =
        attempts.send(call, deadline, s3 -> s3.getObjectAsBytes(request));
    return answer instanceof Answer.Refused<?>(Refusal refusal) && refusal == Refusal.ABSENT
        ? Optional.empty()
        : Optional.of(given(call, answer).asByteArrayUnsafe());
  }

  List<String> folders(String prefix) {
    List<String> names = new ArrayList<>();
    pages(prefix, "/", ObjectReader::patience)
        .flatMap(page -> page.commonPrefixes().stream())
        .map(found -> found.prefix().substring(prefix.length()).replaceAll("/$", ""))
        .forEach(names::add);
    return names;
  }

  /** Page by page, as the stream is read. */
  Stream<ObjectEntry> list(String prefix, Supplier<Deadline> deadline) {
    return pages(prefix, null, deadline)
        .flatMap(page -> page.contents().stream())
        .map(found -> new ObjectEntry(found.key(), found.size(), found.lastModified()));
  }

  Crc32c download(String key, java.nio.file.Path to, Consumer<Long> progress) {
    return new Download(key, to, progress, server, attempts).run();
  }

  Crc32c checksum(String key, Deadline deadline) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(server.settings().bucket()).key(key).build();
    Call call = Call.plain(Requests.GET, key);
    return given(
        call,
        attempts.send(call, deadline, s3 -> s3.getObject(request, (_, body) -> checksum(body))));
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
      String prefix, String delimiter, Supplier<Deadline> deadline) {
    return Stream.iterate(
        page(prefix, delimiter, null, deadline),
        page -> page != null,
        page ->
            Boolean.TRUE.equals(page.isTruncated())
                ? page(prefix, delimiter, page.nextContinuationToken(), deadline)
                : null);
  }

  private ListObjectsV2Response page(
      String prefix, String delimiter, String token, Supplier<Deadline> deadline) {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(server.settings().bucket())
            .prefix(prefix)
            .delimiter(delimiter)
            .continuationToken(token)
            .build();
    Call call = Call.plain(Requests.LIST, prefix);
    return given(call, attempts.send(call, deadline.get(), s3 -> s3.listObjectsV2(request)));
  }

  /** What the server gave, or an {@link S3Problem}. */
  <T> T given(Call call, Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(T value) -> value;
      case Answer.Failed<T>(Problem problem) -> throw new S3Problem(problem);
      case Answer.Refused<T>(Refusal refusal) ->
          throw new S3Problem(attempts.diagnosis().unexpected(call, refusal));
    };
  }
}
