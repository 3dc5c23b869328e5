package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Uploads the recordings of pods to S3, and knows the progress. Does not wait. */
interface Carrier extends AutoCloseable {
  /** Takes the files of a pod that has ended its work, and said so in its marker. */
  void ended(PodRecord pod, Marker marker);

  /** Takes the files of a pod that has not ended its work, and will not. */
  void lost(PodRecord pod, Optional<Marker> marker) throws IOException;

  /** The job has ended: failed uploads are retried once more. */
  void finishing();

  /** Tells whether nothing waits or is being sent. */
  boolean idle();

  /** A pod's files, each in S3 or with the reason why it is not. */
  List<ManifestFile> files(PodRecord pod, Optional<Marker> marker) throws IOException;

  @Override
  void close();
}
