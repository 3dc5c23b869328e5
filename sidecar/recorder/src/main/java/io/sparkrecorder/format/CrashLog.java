package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the text of a crash log (hs_err) that HotSpot took from the command line and from the
 * environment of its JVM. HotSpot has no option that omits them.
 *
 * <p>The search relies on the lines around them, which are the same from JDK 8 to 25. A value may
 * contain line breaks, so a part continues until the line that HotSpot writes after it, or to the
 * end of a log that was cut.
 */
public final class CrashLog {
  /** The length of a line's begin that suffices to recognize any line. */
  private static final int HEAD = 256;

  private static final int BUFFER = 64 << 10;

  private final boolean commandLine;
  private final boolean environment;
  private final List<Span> spans = new ArrayList<>();
  private Part part = Part.ANY;

  private CrashLog(boolean commandLine, boolean environment) {
    this.commandLine = commandLine;
    this.environment = environment;
  }

  /** A range of bytes of a log. */
  public record Span(long offset, long length) {}

  /**
   * Finds the sensitive bytes of a crash log, in order. Line breaks are never among them.
   *
   * @param commandLine whether the command line is sensitive
   * @param environment whether environment variables are sensitive
   */
  public static List<Span> sensitive(FileChannel log, boolean commandLine, boolean environment)
      throws IOException {
    CrashLog crashLog = new CrashLog(commandLine, environment);
    crashLog.read(log);
    return List.copyOf(crashLog.spans);
  }

  private void read(FileChannel log) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    byte[] head = new byte[HEAD];
    int headLength = 0;
    long begin = 0;
    long position = 0;
    while (log.read(buffer.clear(), position) > 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          line(text(head, headLength), begin, position);
          begin = position + 1;
          headLength = 0;
        } else if (headLength < HEAD) {
          head[headLength++] = next;
        }
        position++;
      }
    }
    line(text(head, headLength), begin, position);
  }

  /** Decodes each byte as one character. */
  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private void line(String text, long begin, long end) {
    if (part.endsBefore(text)) {
      part = Part.ANY;
    }
    int from = part.sensitiveFrom(text, commandLine, environment);
    if (part == Part.ANY) {
      part = Part.beginningWith(text);
      from = part.begin().length();
      if (part == Part.ANY || !part.isWanted(commandLine, environment)) {
        return;
      }
    }
    if (from >= 0 && begin + from < end) {
      spans.add(new Span(begin + from, end - begin - from));
    }
  }

  private enum Part {
    ANY(""),
    SUMMARY("Command Line: ", "Host:"),
    OPTIONS("jvm_args: ", "java_command: "),
    MAIN("java_command: ", "java_class_path"),
    AGENTS("JVMTI agents:"),
    FLAGS("[Global flags]"),
    /** A JDK before 17 writes no locale. */
    VARIABLES("Environment Variables:", "Active Locale:", "Signal Handlers:");

    private static final int NOTHING = -1;

    private final String begin;
    private final String end;
    private final String orEnd;

    /** Makes a part that ends before an empty line. */
    Part(String begin) {
      this(begin, "", "");
    }

    Part(String begin, String end) {
      this(begin, end, end);
    }

    Part(String begin, String end, String orEnd) {
      this.begin = begin;
      this.end = end;
      this.orEnd = orEnd;
    }

    static Part beginningWith(String line) {
      for (Part part : values()) {
        if (part != ANY && line.startsWith(part.begin)) {
          return part;
        }
      }
      return ANY;
    }

    String begin() {
      return begin;
    }

    boolean endsBefore(String line) {
      return end.isEmpty() ? line.isBlank() : line.startsWith(end) || line.startsWith(orEnd);
    }

    boolean isWanted(boolean commandLine, boolean environment) {
      return this == VARIABLES ? environment || commandLine : commandLine;
    }

    /** The index in a line of this part at which it becomes sensitive; negative if it does not. */
    int sensitiveFrom(String line, boolean commandLine, boolean environment) {
      if (!isWanted(commandLine, environment)) {
        return NOTHING;
      }
      return switch (this) {
        case ANY -> NOTHING;
        case SUMMARY, OPTIONS, MAIN, AGENTS -> 0;
        case FLAGS -> line.strip().startsWith("ccstr") ? line.indexOf('=') + 1 : NOTHING;
        case VARIABLES -> environment || isOptions(line) ? line.indexOf('=') + 1 : NOTHING;
      };
    }

    /** Tells whether the line is a variable that JVMs take options from. */
    private static boolean isOptions(String line) {
      return line.matches("_?[A-Z_]*(OPTIONS|OPTS)=.*");
    }
  }
}
