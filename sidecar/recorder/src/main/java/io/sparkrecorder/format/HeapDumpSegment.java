package io.sparkrecorder.format;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Segments of a heap dump. From JDK 22 on several threads write a dump, each to a segment beside it
 * ({@code java_pid7.hprof.p0}, {@code .p1}, ...). At the end the JVM appends the segments to the
 * dump and deletes them, so a remaining segment means that the dump was never put together.
 */
public final class HeapDumpSegment {
  private static final Pattern NAME = Pattern.compile("(.+)\\.p\\d+");

  private HeapDumpSegment() {}

  /** The name of the dump, if this may be the name of a segment. */
  public static Optional<String> dumpOf(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
