package io.sparkrecorder.store;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that the recorder of a lost pod had moved, for a later recorder that finds no sealed
 * marker. Only the journal tells of them.
 */
public final class LostFiles {
  /**
   * Largest number of files of a lost pod: more than any pod has, and fewer than the recorder's
   * heap holds, because user code can write to the journal.
   */
  static final int MOST_FILES = 50_000;

  private LostFiles() {}

  /**
   * Reads the journal of a lost pod. It does not tell how much more a growing file would have got,
   * so no such file is whole.
   *
   * @throws IOException if the journal cannot be read, or names more files than any pod has
   */
  public static List<RecordedFile> of(PodFolder folder) throws IOException {
    Map<String, RecordedFile> files = new LinkedHashMap<>();
    Journal.replay(
        folder.root(),
        folder.filesJournal(),
        line -> {
          StoredFile stored = StoredFile.from(line);
          files.put(stored.file().name(), stored.grown() ? lost(stored.file()) : stored.file());
          if (files.size() > MOST_FILES) {
            throw new IOException(
                "%s names more than %d files".formatted(folder.filesJournal(), MOST_FILES));
          }
        });
    return List.copyOf(files.values());
  }

  private static RecordedFile lost(RecordedFile file) {
    return file.state() == FileState.WHOLE
        ? file.as(
            FileState.SALVAGED,
            Optional.of(
                "its pod was lost while it grew: whole chunks up to the last that was moved"))
        : file;
  }
}
