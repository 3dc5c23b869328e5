package io.sparkrecorder.report.write;

import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.fold.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes the stacks of one kind as lines {@code frame;frame weight}, the outermost frame first. */
public final class Collapsed {
  private Collapsed() {}

  public static void write(Folded folded, Kind kind, Appendable out) throws IOException {
    long[] weights = weights(folded, kind);
    Deque<String> frames = new ArrayDeque<>();
    for (int node = 0; node < weights.length; node++) {
      if (weights[node] > 0) {
        frames.clear();
        for (int at = node; at > 0; at = folded.parent(at)) {
          frames.push(frame(folded.names().get(folded.nameOf(at))));
        }
        out.append(String.join(";", frames)).append(' ').append("" + weights[node]).append('\n');
      }
    }
  }

  /** Weights of a kind by leaf. */
  static long[] weights(Folded folded, Kind kind) {
    long[] weights = new long[folded.nodes()];
    for (int row = 0; row < folded.rows(); row++) {
      if (folded.kind(row) == kind.index()) {
        weights[folded.leaf(row)] += folded.weight(row);
      }
    }
    return weights;
  }

  /** A name without the characters that separate frames and lines. */
  private static String frame(String name) {
    StringBuilder safe = new StringBuilder(name.length());
    for (int index = 0; index < name.length(); index++) {
      char next = name.charAt(index);
      safe.append(next == ';' ? ':' : Character.isISOControl(next) ? '?' : next);
    }
    return safe.toString();
  }
}
