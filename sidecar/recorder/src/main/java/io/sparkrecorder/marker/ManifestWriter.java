package io.sparkrecorder.marker;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a manifest item by item, so that one of any length needs little memory. A document that
 * was not closed is no manifest; the target stays open.
 */
public final class ManifestWriter implements ManifestItems {
  private final OutputStream out;
  private final JsonOutput json;
  private Place place = Place.PODS;

  private enum Place {
    PODS,
    FILES,
    SKIPPED
  }

  /** Writes the fields before the pods. */
  public ManifestWriter(OutputStream out, ManifestHeader header) throws IOException {
    this.out = out;
    this.json = JsonOutput.indented(out);
    json.open().fields(header.toMap()).openList("pods");
  }

  @Override
  public void pod(ManifestPodHeader pod) throws IOException {
    expect(place == Place.PODS);
    json.open().fields(pod.toMap()).openList("files");
    place = Place.FILES;
  }

  @Override
  public void file(ManifestFile file) throws IOException {
    expect(place == Place.FILES);
    json.object(file.toMap());
  }

  @Override
  public void skipped(SkippedFile file) throws IOException {
    endFiles();
    json.object(file.toMap());
  }

  @Override
  public void podEnd() throws IOException {
    endFiles();
    json.endList().end();
    place = Place.PODS;
  }

  /** Writes the fields behind the pods. */
  public void finish() throws IOException {
    expect(place == Place.PODS);
    json.endList().end().close();
    out.write('\n');
    out.flush();
  }

  private void endFiles() throws IOException {
    expect(place != Place.PODS);
    if (place == Place.FILES) {
      json.endList().openList("skipped");
      place = Place.SKIPPED;
    }
  }

  private static void expect(boolean inOrder) {
    if (!inOrder) {
      throw new IllegalStateException("a pod, its files, what was skipped, the pod's end");
    }
  }
}
