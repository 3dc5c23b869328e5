package io.sparkrecorder.report.write;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.report.profile.Profile;
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
public final class Publication {
  /** The place of the report. */
  public interface Target {
    /** Stores a file over an older one, and returns its key. */
    String put(String name, String contentType, Path file, Crc32c checksum) throws IOException;
  }

  private final Target to;
  private final Profile profile;
  private final Optional<Profile> compare;
  private final Path scratch;

  /**
   * Prepares an upload.
   *
   * @param scratch folder for temporary files
   */
  public Publication(Target to, Profile profile, Optional<Profile> compare, Path scratch) {
    this.to = to;
    this.profile = profile;
    this.compare = compare;
    this.scratch = scratch;
  }

  /** Writes the content of a file. */
  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  /** Uploads all files. */
  public void upload(String version) throws IOException {
    List<IndexJson.Entry> files = new ArrayList<>();
    files.add(
        upload("profile.json.gz", "application/gzip", out -> Html.gzip(profile, compare, out)));
    files.add(
        upload(
            "report.html", "text/html; charset=utf-8", out -> Html.write(profile, compare, out)));
    byte[] index = IndexJson.of(profile, Instant.now(), version, files);
    upload("index.json", "application/json", out -> out.write(index));
  }

  private IndexJson.Entry upload(String name, String contentType, Content content)
      throws IOException {
    Path file = scratch.resolve(name);
    CRC32C crc = new CRC32C();
    try (OutputStream out = new CheckedOutputStream(Files.newOutputStream(file), crc)) {
      content.write(out);
    }
    Crc32c checksum = Crc32c.of(crc);
    String key = to.put(name, contentType, file, checksum);
    return new IndexJson.Entry(name, key, Files.size(file), checksum.hex(), contentType);
  }
}
