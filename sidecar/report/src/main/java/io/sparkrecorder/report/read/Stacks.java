package io.sparkrecorder.report.read;

import io.sparkrecorder.report.fold.Cube;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/** Turns the stack traces of one chunk into nodes of the tree. A chunk holds each stack once. */
final class Stacks {
  private static final int DEEPEST = 1_024;
  private static final String NO_STACK = "(no stack)";
  private static final String TRUNCATED = "(truncated)";

  /** Classes that a JVM generates have names that differ between runs. */
  private static final Pattern GENERATED =
      Pattern.compile("(\\$\\$Lambda|LambdaForm\\$[A-Z]+)[./$].*|[./]0x[0-9a-f]+$");

  private final Cube cube;
  private final IdentityHashMap<RecordedStackTrace, Integer> known = new IdentityHashMap<>();
  private final IdentityHashMap<RecordedMethod, Integer> methods = new IdentityHashMap<>();
  private int generation;

  Stacks(Cube cube) {
    this.cube = cube;
    this.generation = cube.generation();
  }

  /** The node of the frame on top of a stack. */
  int leaf(RecordedStackTrace stack) {
    if (generation != cube.generation()) {
      generation = cube.generation();
      known.clear();
    }
    if (stack == null) {
      return cube.child(0, cube.names().number(NO_STACK));
    }
    Integer node = known.get(stack);
    if (node == null) {
      node = walk(stack);
      known.put(stack, node);
    }
    return node;
  }

  private int walk(RecordedStackTrace stack) {
    List<RecordedFrame> frames = stack.getFrames();
    int depth = Math.min(frames.size(), DEEPEST);
    int node = 0;
    if (depth == 0) {
      return cube.child(0, cube.names().number(NO_STACK));
    }
    if (stack.isTruncated() || depth < frames.size()) {
      node = cube.child(0, cube.names().number(TRUNCATED));
    }
    for (int index = depth - 1; index >= 0; index--) {
      node = cube.child(node, name(frames.get(index).getMethod()));
    }
    return node;
  }

  private int name(RecordedMethod method) {
    if (method == null) {
      return cube.names().number("(unknown)");
    }
    return methods.computeIfAbsent(method, it -> cube.names().number(text(it)));
  }

  /** {@code class.method}, as a report shows it; a native function has no class. */
  static String text(RecordedMethod method) {
    String type = method.getType() == null ? "" : method.getType().getName();
    String name = method.getName() == null ? "(unknown)" : method.getName();
    if (type == null || type.isEmpty()) {
      return name;
    }
    String stable = type.indexOf('$') >= 0 || type.indexOf('x') >= 0 ? stable(type) : type;
    return stable + "." + name;
  }

  private static String stable(String type) {
    return GENERATED.matcher(type).replaceFirst("$1");
  }
}
