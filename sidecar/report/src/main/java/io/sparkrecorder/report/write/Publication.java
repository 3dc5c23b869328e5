package io.sparkrecorder.report.write;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.report.application.ManifestStamp;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Uploads a report below its application: the page, its data, and last the index. The objects of
 * page and data have their content's checksum in their names, so that an earlier report stays whole
 * until the new index replaces that report's.
 */
public final class Publication {
  private static final String PAGE = "report.html";
  private static final String DATA = "profile.json.gz";
  private static final String INDEX = "index.json";

  /** The place of the report. */
  public interface Target {
    /** Stores a file over an older one, and returns its key. */
    String put(String name, String contentType, Path file, Crc32c checksum) throws IOException;
  }

  private final Target to;
  private final Profile profile;
  private final Optional<Profile> compare;
  private final Path scratch;
  private final List<IndexJson.Entry> files = new ArrayList<>();

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

  /**
   * Uploads all files.
   *
   * @param version version of this program
   * @param manifest the manifest that the report is made of
   * @throws NotUploaded if a file is refused; there is no new index then
   */
  public void upload(String version, Optional<ManifestStamp> manifest) throws IOException {
    files.add(upload(DATA, "application/gzip", out -> Html.gzip(profile, compare, out)));
    files.add(upload(PAGE, "text/html; charset=utf-8", out -> Html.write(profile, compare, out)));
    byte[] index = IndexJson.of(profile, Instant.now(), version, manifest, files);
    upload(INDEX, "application/json", out -> out.write(index));
  }

  /** Where the page is; known after the upload. */
  public String pageKey() {
    return files.stream()
        .filter(file -> file.name().equals(PAGE))
        .map(IndexJson.Entry::key)
        .findFirst()
        .orElseThrow();
  }

  private IndexJson.Entry upload(String name, String contentType, Content content)
      throws IOException {
    Path file = scratch.resolve(name);
    CRC32C crc = new CRC32C();
    try (OutputStream out = new CheckedOutputStream(Files.newOutputStream(file), crc)) {
      content.write(out);
    }
    Crc32c checksum = Crc32c.of(crc);
    String object = name.equals(INDEX) ? name : withChecksum(name, checksum);
    String key = put(object, contentType, file, checksum);
    return new IndexJson.Entry(name, key, Files.size(file), checksum.hex(), contentType);
  }

  /** Such as {@code report-1c2d3e4f.html}. */
  private static String withChecksum(String name, Crc32c checksum) {
    int dot = name.indexOf('.');
    return name.substring(0, dot) + "-" + checksum.hex() + name.substring(dot);
  }

  private String put(String name, String contentType, Path file, Crc32c checksum)
      throws NotUploaded {
    try {
      return to.put(name, contentType, file, checksum);
    } catch (S3Problem | IOException e) {
      throw new NotUploaded(
          "the uploaded report is not complete, it lacks %s: %s"
              .formatted(missing(), Failures.message(e)),
          e);
    }
  }

  private String missing() {
    return Stream.of(DATA, PAGE, INDEX)
        .filter(name -> files.stream().noneMatch(file -> file.name().equals(name)))
        .collect(Collectors.joining(", "));
  }

  /** A part of the report is missing at its place. */
  public static final class NotUploaded extends IOException {
    private static final long serialVersionUID = 1L;

    NotUploaded(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
