package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sees to it that what pods recorded comes to S3, and knows how far it is. Does not wait. */
interface Carrier extends AutoCloseable {
  /** Takes what a pod has that has ended its work, and said so in its marker. */
  void ended(PodRecord pod, Marker marker);

  /** Takes what there is of a pod that has not, and will not. */
  void lost(PodRecord pod, Optional<Marker> marker) throws IOException;

  /** The job has ended: what could not be sent is tried once more. */
  void finishing();

  /** Whether nothing waits or is under way. */
  boolean idle();

  /** A pod's files as they stand in S3, or do not. */
  List<ManifestFile> files(PodRecord pod, Optional<Marker> marker) throws IOException;

  @Override
  void close();
}
