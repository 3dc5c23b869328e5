package io.sparkrecorder.marker;

import java.io.IOException;

/**
 * Takes a manifest's pods one after the other, and each pod's lists item by item: {@link #pod},
 * then its files, then the skipped files, then {@link #podEnd}.
 */
public interface ManifestItems {
  void pod(ManifestPodHeader pod) throws IOException;

  void file(ManifestFile file) throws IOException;

  default void skipped(SkippedFile file) throws IOException {}

  default void podEnd() throws IOException {}
}
