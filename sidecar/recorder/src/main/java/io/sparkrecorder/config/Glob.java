package io.sparkrecorder.config;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/**
 * A pattern for files of the spool. {@code *} stands for any characters but a slash, {@code **} for
 * any characters, {@code ?} for one. A pattern without a slash is for files in any folder.
 */
public final class Glob {
  /** No character with a meaning of its own, such as a brace, and none that separates rules. */
  private static final String FORM = "[A-Za-z0-9._+@~%/*?-]{1,200}";

  private final String text;
  private final PathMatcher matcher;

  private Glob(String text) {
    this.text = text;
    this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + text);
  }

  static Glob of(String text) {
    return new Glob(Texts.matching(FORM, text));
  }

  /** Tells whether the pattern is for the file at this path below the spool. */
  boolean matches(Path path) {
    return matcher.matches(text.contains("/") ? path : path.getFileName());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob && glob.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
