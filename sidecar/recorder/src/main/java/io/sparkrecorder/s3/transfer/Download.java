package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Downloads one object to a file, and resumes after a broken connection. */
public final class Download {
  private static final int BUFFER = 128 << 10;

  private final String key;
  private final Path to;
  private final Consumer<Long> progress;
  private final Server server;
  private final Attempts attempts;
  private final CRC32C crc = new CRC32C();

  private long done;
  private long size = Long.MAX_VALUE;
  private Optional<String> etag = Optional.empty();
  private Optional<String> stored = Optional.empty();

  /** The deadline for the next bytes; it moves as long as bytes arrive. */
  private Deadline deadline = Deadline.in(ObjectReader.PATIENCE);

  Download(String key, Path to, Consumer<Long> progress, Server server, Attempts attempts) {
    this.key = key;
    this.to = to;
    this.progress = progress;
    this.server = server;
    this.attempts = attempts;
  }

  Crc32c run() {
    try (OutputStream file = Files.newOutputStream(to)) {
      while (done < size) {
        try (ResponseInputStream<GetObjectResponse> body = open()) {
          copy(body, file);
        }
      }
    } catch (IOException e) {
      throw new S3Problem(attempts.wording().unreadable(to, e));
    }
    Crc32c got = Crc32c.of(crc);
    if (stored.filter(hex -> !hex.equals(got.hex())).isPresent()) {
      throw new S3Problem(attempts.wording().damaged(key));
    }
    return got;
  }

  private ResponseInputStream<GetObjectResponse> open() {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(server.settings().bucket())
            .key(key)
            .range(done == 0 ? null : "bytes=" + done + "-")
            .ifMatch(etag.orElse(null))
            .build();
    Call call = Call.plain(Requests.GET, key);
    return switch (attempts.send(call, deadline, s3 -> s3.getObject(request))) {
      case Answer.Given<ResponseInputStream<GetObjectResponse>>(var body) -> {
        GetObjectResponse head = body.response();
        if (head.contentLength() == null || (done > 0 && head.contentRange() == null)) {
          body.abort();
          throw new S3Problem(attempts.wording().unranged(key));
        }
        size = done + head.contentLength();
        etag = Optional.ofNullable(head.eTag());
        stored = Optional.ofNullable(head.metadata().get(Existing.CRC32C));
        yield body;
      }
      case Answer.Failed<ResponseInputStream<GetObjectResponse>>(var problem) ->
          throw new S3Problem(problem);
      case Answer.Refused<ResponseInputStream<GetObjectResponse>>(var refusal, var problem) ->
          throw new S3Problem(refusal == Refusal.ABSENT ? attempts.wording().absent(key) : problem);
    };
  }

  /** Copies until the end or until the connection breaks; throws on a failure to write the file. */
  private void copy(ResponseInputStream<GetObjectResponse> body, OutputStream file)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (done < size) {
      int count;
      try {
        count = body.read(buffer);
      } catch (IOException | RuntimeException e) {
        body.abort();
        return;
      }
      if (count < 0) {
        return;
      }
      file.write(buffer, 0, count);
      crc.update(buffer, 0, count);
      done += count;
      deadline = Deadline.in(ObjectReader.PATIENCE);
      progress.accept(done);
    }
  }
}
