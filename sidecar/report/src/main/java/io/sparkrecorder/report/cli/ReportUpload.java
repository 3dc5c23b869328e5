package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.VersionProvider;
import io.sparkrecorder.report.application.BucketOrigin;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.write.Publication;
import io.sparkrecorder.s3.model.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Uploads a report beside the recordings of its application. */
final class ReportUpload {
  private ReportUpload() {}

  /** The version that reports name. */
  static String version() {
    return new VersionProvider().getVersion()[1];
  }

  /** Uploads the report, and returns the URL of its page. */
  static String of(BucketOrigin bucket, Profile profile, Optional<Profile> other, Path scratch)
      throws IOException {
    Publication.Target target =
        (name, contentType, file, checksum) ->
            bucket.publish(
                name,
                contentType,
                Document.of(Files.size(file), checksum, () -> Files.newInputStream(file)));
    Publication publication = new Publication(target, profile, other, scratch);
    publication.upload(version(), bucket.manifestRead());
    return bucket.url(publication.pageKey());
  }
}
