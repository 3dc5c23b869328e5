package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestHeader;

/** The place of the manifest. */
public sealed interface WrittenManifest {
  ManifestHeader header();

  /**
   * The manifest is in S3, where all users can read it.
   *
   * @param shortfall files that are not in S3, and why, in a few words
   */
  record InS3(ManifestHeader header, String shortfall, String url) implements WrittenManifest {}

  /** Another recorder has written a manifest meanwhile, which stays. */
  record Outrun(ManifestHeader header) implements WrittenManifest {}

  /** The manifest is not in S3; at best it is in the store. */
  record NotInS3(ManifestHeader header, String why) implements WrittenManifest {}
}
