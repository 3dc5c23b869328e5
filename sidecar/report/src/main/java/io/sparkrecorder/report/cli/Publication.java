package io.sparkrecorder.report.cli;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.cli.VersionProvider;
import io.sparkrecorder.report.application.BucketOrigin;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.write.Html;
import io.sparkrecorder.report.write.IndexJson;
import io.sparkrecorder.s3.model.Document;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** Uploads a report below its application: the page, its data, and last the index. */
final class Publication {
  private final BucketOrigin to;
  private final Profile profile;
  private final Optional<Profile> compare;
  private final Path scratch;

  Publication(BucketOrigin to, Profile profile, Optional<Profile> compare, Path scratch) {
    this.to = to;
    this.profile = profile;
    this.compare = compare;
    this.scratch = scratch;
  }

  /** Writes the content of a file. */
  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  /** Uploads, and returns the URL of the page. */
  String upload() throws IOException {
    List<IndexJson.Entry> files = new ArrayList<>();
    files.add(
        upload("profile.json.gz", "application/gzip", out -> Html.gzip(profile, compare, out)));
    files.add(
        upload(
            "report.html", "text/html; charset=utf-8", out -> Html.write(profile, compare, out)));
    String version = new VersionProvider().getVersion()[1];
    to.publish(
        "index.json",
        "application/json",
        Document.of(IndexJson.of(profile, Instant.now(), version, files)));
    return to.reportUrl("report.html");
  }

  private IndexJson.Entry upload(String name, String contentType, Content content)
      throws IOException {
    Path file = scratch.resolve(name);
    CRC32C crc = new CRC32C();
    try (OutputStream out = new CheckedOutputStream(Files.newOutputStream(file), crc)) {
      content.write(out);
    }
    Crc32c checksum = Crc32c.of(crc);
    long bytes = Files.size(file);
    String key =
        to.publish(
            name, contentType, Document.of(bytes, checksum, () -> Files.newInputStream(file)));
    return new IndexJson.Entry(name, key, bytes, checksum.hex(), contentType);
  }
}
