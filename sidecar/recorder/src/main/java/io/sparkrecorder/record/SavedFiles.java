package io.sparkrecorder.record;

import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.PodStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files {@code <file>.saved} by which agents say that they saved a file. A word that is older
 * than the file belongs to an earlier file of that name.
 */
final class SavedFiles {
  private static final String SAVED = ".saved";
  private static final long LONGEST_WORD = 4096;

  private final Map<Path, SpoolFile> words = new HashMap<>();

  /** Words that belong to a file of the same scan. */
  private final Set<Path> used = new HashSet<>();

  static SavedFiles among(List<SpoolFile> files) {
    SavedFiles saved = new SavedFiles();
    files.forEach(saved::add);
    if (!saved.words.isEmpty()) {
      files.forEach(file -> saved.wordOf(file).ifPresent(word -> saved.used.add(word.path())));
    }
    return saved;
  }

  /** Takes the file if it is such a word. */
  boolean add(SpoolFile file) {
    boolean word = file.bytes() < LONGEST_WORD && file.name().endsWith(SAVED);
    if (word) {
      words.put(file.path(), file);
    }
    return word;
  }

  /** Tells whether the agent of this file said that it saved the file in its present state. */
  boolean isSaved(SpoolFile file) {
    return wordOf(file).filter(word -> word.modified() >= file.modified()).isPresent();
  }

  /**
   * Tells whether this is a word and no recording: it is empty, and the file of the word was seen.
   */
  boolean isWord(SpoolFile file, Spool spool, PodStore store) {
    // Compares paths: a long or reserved name is not the word's name without its suffix.
    return file.bytes() == 0
        && words.containsKey(file.path())
        && (used.contains(file.path()) || store.file(spool.name(saved(file))).isPresent());
  }

  /** The files, as the spool has them now, that these words call saved. */
  List<SpoolFile> files(Spool spool) {
    return words.values().stream()
        .flatMap(word -> spool.see(saved(word)).filter(this::isSaved).stream())
        .toList();
  }

  private Optional<SpoolFile> wordOf(SpoolFile file) {
    return words.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(
            words.get(file.path().resolveSibling(file.path().getFileName() + SAVED)));
  }

  private static Path saved(SpoolFile word) {
    return word.path().resolveSibling(withoutSuffix(word.path().getFileName().toString()));
  }

  private static String withoutSuffix(String name) {
    return name.substring(0, name.length() - SAVED.length());
  }
}
