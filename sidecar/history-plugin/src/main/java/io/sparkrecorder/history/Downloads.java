package io.sparkrecorder.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;

/**
 * Serves the files of one application. A request names a file of the manifest by pod and number, or
 * a file of the report's index by its name: paths and keys come from the documents alone.
 */
final class Downloads implements Responder {
  /** For a report: it may run its own script, and nothing else. It cannot reach Spark's pages. */
  private static final String REPORT_POLICY =
      "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline';"
          + " style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'self'";

  private static final String POLICY =
      "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int BUFFER = 1 << 16;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_FOUND = 404;
  private static final int UNSATISFIABLE = 416;
  private final Application application;

  Downloads(Application application) {
    this.application = application;
  }

  @Override
  public void serve(Exchange call) throws IOException {
    call.header("X-Content-Type-Options", "nosniff");
    call.header("Content-Security-Policy", POLICY);
    String[] parts = call.path().split("/", -1);
    try {
      if (parts.length == 2 && parts[1].equals("style.css")) {
        style(call);
      } else if (parts.length == 5 && parts[1].equals("file")) {
        recording(call, parts[2], parts[3], parts[4]);
      } else if (parts.length == 3 && parts[1].equals("report")) {
        report(call, parts[2]);
      } else {
        say(call, NOT_FOUND, "There is no such file");
      }
    } catch (Unreadable e) {
      say(call, e.status(), e.getMessage());
    }
  }

  private void recording(Exchange call, String uid, String number, String name)
      throws IOException, Unreadable {
    Optional<Manifest> manifest = application.manifest(pod -> pod.uid.equals(uid));
    if (manifest.isEmpty()) {
      say(call, NOT_FOUND, "This application has no manifest");
      return;
    }
    for (Manifest.Pod pod : manifest.orElseThrow().listed) {
      for (int at = 0; at < pod.files.size(); at++) {
        Manifest.File file = pod.files.get(at);
        if (pod.uid.equals(uid)
            && Integer.toString(at).equals(number)
            && FileNames.ofDownload(pod, file).equals(name)) {
          recording(call, pod, file);
          return;
        }
      }
    }
    say(call, NOT_FOUND, "The manifest has no such file, or has changed: reload the page");
  }

  private void recording(Exchange call, Manifest.Pod pod, Manifest.File file)
      throws IOException, Unreadable {
    Optional<Path> path =
        application.folder().orElseThrow().recording(file.key).filter(key -> !file.key.isEmpty());
    if (path.isEmpty()) {
      say(call, NOT_FOUND, file.key.isEmpty() ? "This file is not in S3" : "The key is not valid");
      return;
    }
    call.header("Content-Type", "application/octet-stream");
    call.header("Content-Disposition", attachment(FileNames.ofDownload(pod, file)));
    send(call, path.orElseThrow(), file.size, tag(file));
  }

  private void report(Exchange call, String name) throws IOException, Unreadable {
    Optional<ReportIndex> index = application.report();
    OptionalLong bytes = index.isPresent() ? index.orElseThrow().bytes(name) : OptionalLong.empty();
    if (bytes.isEmpty()) {
      say(call, NOT_FOUND, "The report has no such file");
      return;
    }
    Optional<Path> path = application.folder().orElseThrow().report(index.orElseThrow().key(name));
    if (path.isEmpty()) {
      say(call, NOT_FOUND, "The key is not valid");
      return;
    }
    if (name.endsWith(".html")) {
      call.header("Content-Type", "text/html; charset=utf-8");
      call.header("Content-Security-Policy", REPORT_POLICY);
    } else {
      call.header("Content-Type", "application/octet-stream");
      call.header("Content-Disposition", attachment(name));
    }
    send(call, path.orElseThrow(), bytes.orElseThrow(), Optional.empty());
  }

  /** Sends a file, or the range of it that the request asks for. */
  private void send(Exchange call, Path path, long size, Optional<String> tag)
      throws IOException, Unreadable {
    Optional<StoredFile> opened = application.documents().open(path, size);
    if (opened.isEmpty()) {
      say(call, NOT_FOUND, "The file has gone from S3 since the document that lists it");
      return;
    }
    try (StoredFile in = opened.orElseThrow()) {
      call.header("Accept-Ranges", "bytes");
      tag.ifPresent(value -> call.header("ETag", value));
      Optional<ByteRange> range = range(call, size, tag);
      if (range.isEmpty()) {
        call.header("Content-Range", "bytes */" + size);
        say(call, UNSATISFIABLE, "The file has " + size + " bytes");
        return;
      }
      send(call, in, path, range.orElseThrow(), size);
    }
  }

  private static void send(Exchange call, StoredFile in, Path path, ByteRange range, long size)
      throws IOException, Unreadable {
    byte[] buffer = new byte[BUFFER];
    // The first bytes come before the status, so that a refusal of S3 is one.
    int got = call.wantsBody() && range.length() > 0 ? first(in, range, buffer) : 0;
    call.status(range.isPart() ? PARTIAL : OK);
    if (range.isPart()) {
      call.header("Content-Range", range.contentRange(size));
    }
    call.length(range.length());
    if (!call.wantsBody()) {
      return;
    }
    OutputStream body = call.body();
    long left = range.length();
    while (left > 0) {
      if (got < 0) {
        throw new EOFException(path + " ends early: the client gets no complete response");
      }
      body.write(buffer, 0, got);
      left -= got;
      got = left == 0 ? 0 : next(in, buffer, left);
    }
  }

  /** Reads on after the status is sent: a problem cuts the response. */
  private static int next(StoredFile in, byte[] buffer, long left) throws IOException {
    try {
      return in.read(buffer, (int) Math.min(buffer.length, left));
    } catch (Unreadable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static int first(StoredFile in, ByteRange range, byte[] buffer) throws Unreadable {
    in.seek(range.from());
    return in.read(buffer, (int) Math.min(buffer.length, range.length()));
  }

  /** The range of the request, unless it is for another version of the file. */
  private static Optional<ByteRange> range(Exchange call, long size, Optional<String> tag) {
    Optional<String> header = call.header("Range");
    Optional<String> condition = call.header("If-Range");
    if (header.isEmpty() || (condition.isPresent() && !condition.equals(tag))) {
      return Optional.of(ByteRange.whole(size));
    }
    return ByteRange.of(header.orElseThrow(), size);
  }

  private static Optional<String> tag(Manifest.File file) {
    return file.crc32c.matches("[0-9a-f]{8}")
        ? Optional.of("\"" + file.crc32c + "-" + file.size + "\"")
        : Optional.empty();
  }

  private static String attachment(String name) {
    return "attachment; filename=\"" + name + "\"";
  }

  private static void style(Exchange call) throws IOException {
    try (InputStream in = Downloads.class.getResourceAsStream("style.css")) {
      byte[] css = in.readAllBytes();
      call.status(OK);
      call.header("Content-Type", "text/css; charset=utf-8");
      call.length(css.length);
      if (call.wantsBody()) {
        call.body().write(css);
      }
    }
  }

  private static void say(Exchange call, int status, String sentence) throws IOException {
    byte[] text = (sentence + ".\n").getBytes(UTF_8);
    call.status(status);
    call.header("Content-Type", "text/plain; charset=utf-8");
    call.header("Content-Disposition", "inline");
    call.length(text.length);
    if (call.wantsBody()) {
      call.body().write(text);
    }
  }
}
