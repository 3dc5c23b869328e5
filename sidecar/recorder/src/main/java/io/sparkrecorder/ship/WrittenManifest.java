package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestHeader;

/** Where the manifest is. */
public sealed interface WrittenManifest {
  ManifestHeader header();

  /**
   * Everyone can read it.
   *
   * @param shortfall files that are not in S3, and why, in a few words
   */
  record InS3(ManifestHeader header, String shortfall, String url) implements WrittenManifest {}

  /** At best it is in the store. */
  record NotInS3(ManifestHeader header, String why) implements WrittenManifest {}
}
