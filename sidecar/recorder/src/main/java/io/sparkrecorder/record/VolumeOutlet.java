package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.store.VolumeStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Moves files to the pod's folder on the shared volume, where they are safe. */
final class VolumeOutlet implements Outlet {
  private final Spool spool;
  private final PodFolder folder;
  private final PodStore store;

  private VolumeOutlet(Spool spool, PodFolder folder) throws IOException {
    this.spool = spool;
    this.folder = folder;
    this.store = VolumeStore.open(folder, spool.root());
  }

  static VolumeOutlet open(RecorderSettings settings, PodRecord pod) throws IOException {
    return new VolumeOutlet(
        new Spool(settings.spool().toRealPath()),
        AppFolder.of(settings.store(), settings.pod().app()).pod(pod));
  }

  @Override
  public Spool spool() {
    return spool;
  }

  @Override
  public PodStore store() {
    return store;
  }

  @Override
  public Optional<Marker> earlier() throws IOException {
    return folder.marker();
  }

  @Override
  public void announce(Marker marker) throws IOException {
    folder.write(marker);
  }

  @Override
  public List<String> deliver() {
    return List.of();
  }

  @Override
  public void seal(Marker marker) throws IOException {
    folder.write(marker);
  }

  @Override
  public String toString() {
    return folder.path().toString();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
