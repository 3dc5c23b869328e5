package io.sparkrecorder.store;

import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The place where the recorders of one application meet: a shared volume, or the bucket itself. */
public sealed interface AppStore permits AppFolder, AppBucket {
  /** All pods whose recorders have announced them. */
  List<? extends PodPlace> pods() throws IOException;

  /** Learns of changes; from now on {@link PodPlace#marker} uses this state. */
  void look() throws IOException;

  /** The place where this pod's recorder announces it. */
  PodPlace pod(PodRecord pod);

  /** The journal in which this driver's recorder records every pod that it ever saw. */
  Path executorsJournal();

  /** The pods that an earlier driver's recorder saw, if they are not in the same journal. */
  Optional<byte[]> sharedExecutors() throws IOException;

  /** Leaves the content of the journal to the recorder of the next driver. */
  void shareExecutors(Supplier<byte[]> journal) throws IOException;

  /** Keeps the last manifest beside the one in S3; writes it piece by piece. */
  void writeManifest(Content json) throws IOException;
}
