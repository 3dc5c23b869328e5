package io.sparkrecorder.history;

import java.util.Optional;
import java.util.function.Predicate;

/** The documents of one application, as they are in the bucket now. */
final class Application {
  private final String id;
  private final Optional<ApplicationFolder> folder;
  private final Documents documents;

  Application(String id, Optional<ApplicationFolder> folder, Documents documents) {
    this.id = id;
    this.folder = folder;
    this.documents = documents;
  }

  String id() {
    return id;
  }

  /** Empty if the recorder accepts no such id. */
  Optional<ApplicationFolder> folder() {
    return folder;
  }

  Documents documents() {
    return documents;
  }

  /**
   * Reads the manifest; empty if there is none.
   *
   * @param wanted the pods whose files are kept, however many there are
   */
  Optional<Manifest> manifest(Predicate<Manifest.Pod> wanted) throws Unreadable {
    return folder.isEmpty()
        ? Optional.empty()
        : documents.manifest(folder.orElseThrow().manifest(), wanted);
  }

  /** Reads the report's index; empty if there is none. */
  Optional<ReportIndex> report() throws Unreadable {
    return folder.isEmpty()
        ? Optional.empty()
        : documents.reportIndex(folder.orElseThrow().reportIndex());
  }
}
