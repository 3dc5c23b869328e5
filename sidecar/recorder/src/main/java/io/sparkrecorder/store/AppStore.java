package io.sparkrecorder.store;

import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the recorders of one application meet: a shared volume, or the bucket itself. */
public sealed interface AppStore permits AppFolder, AppBucket {
  /** Every pod whose recorder has announced it. */
  List<? extends PodPlace> pods() throws IOException;

  /** Learns what has changed; from now on {@link PodPlace#marker} goes by that. */
  void look() throws IOException;

  /** Where this pod's recorder announces it. */
  PodPlace pod(PodRecord pod);

  /** Where this driver's recorder writes down every pod that it ever saw. */
  Path executorsJournal();

  /** What an earlier driver's recorder saw, where that is not in the same journal. */
  Optional<byte[]> sharedExecutors() throws IOException;

  /** Leaves all that the journal holds to whoever comes after this pod. */
  void shareExecutors(Supplier<byte[]> journal) throws IOException;

  /** Keeps the last manifest beside the one in S3; writes it piece by piece. */
  void writeManifest(Content json) throws IOException;
}
