package io.sparkrecorder.ship;

import io.sparkrecorder.marker.Manifest;

/** What became of the manifest. */
public sealed interface WrittenManifest {
  Manifest manifest();

  /** It is there for everyone. */
  record InS3(Manifest manifest, String url) implements WrittenManifest {}

  /** At best it is in the store. */
  record NotInS3(Manifest manifest, String why) implements WrittenManifest {}
}
