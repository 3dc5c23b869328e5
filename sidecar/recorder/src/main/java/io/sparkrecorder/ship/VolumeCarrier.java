package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.PodStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Ships every pod's files from the shared volume. */
final class VolumeCarrier implements Carrier {
  private final AppFolder store;
  private final String app;
  private final Roster roster;
  private final Shipper shipper;

  VolumeCarrier(AppFolder store, String app, Roster roster, Shipper shipper) {
    this.store = store;
    this.app = app;
    this.roster = roster;
    this.shipper = shipper;
  }

  @Override
  public void ended(PodRecord pod, Marker marker) {
    add(pod, marker.files());
  }

  @Override
  public void lost(PodRecord pod, Optional<Marker> marker) throws IOException {
    add(pod, PodStore.filesOf(store.pod(pod)));
  }

  @Override
  public void finishing() {
    shipper.retryLeft();
  }

  @Override
  public boolean idle() {
    return shipper.idle();
  }

  @Override
  public List<ManifestFile> files(PodRecord pod, Optional<Marker> marker) throws IOException {
    PodFolder folder = store.pod(pod);
    boolean ended = marker.isPresent() && marker.get().state() != PodState.RECORDING;
    List<RecordedFile> files = ended ? marker.get().files() : PodStore.filesOf(folder);
    return files.stream().map(file -> file(folder, file)).toList();
  }

  @Override
  public void close() {
    shipper.close();
  }

  private ManifestFile file(PodFolder folder, RecordedFile file) {
    return switch (shipper.outcome(folder, file)) {
      case Shipped.Whole(String key) -> ManifestFile.at(file, key);
      case Shipped.Left(String why) -> ManifestFile.missing(file, why);
      case Shipped.Underway() -> ManifestFile.missing(file, "the time ran out");
    };
  }

  private void add(PodRecord pod, List<RecordedFile> files) {
    shipper.add(store.pod(pod), files, app, roster.folder(pod), pod.part() + "." + pod.uid());
  }
}
