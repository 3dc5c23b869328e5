package io.sparkrecorder.cli;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.ManifestTotals;
import io.sparkrecorder.reap.Outcome;
import io.sparkrecorder.reap.Reaper;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Prints the result of each application at once, because a run may take an hour, and counts at the
 * end. Applications that need nothing are only counted.
 */
abstract sealed class ReapOutput implements Reaper.Listener, AutoCloseable {
  private final Map<State, Integer> counts = new EnumMap<>(State.class);

  /** The word for an outcome. */
  enum State {
    SETTLED,
    LIVE,
    HELD,
    WOULD_FINISH,
    COMPLETE,
    INCOMPLETE,
    OUTRUN,
    UNFINISHED,
    FAILED,
    REMOVED,
    WOULD_REMOVE,
    KEPT;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A line.
   *
   * @param note explanation; may be empty
   */
  record Line(State state, String app, String note) {}

  static ReapOutput of(LsCommand.Output output, PrintWriter out) {
    return switch (output) {
      case table -> new Rows(out);
      case json -> new Document(out);
    };
  }

  @Override
  public final void result(String app, Outcome outcome) {
    Line line =
        switch (outcome) {
          case Outcome.Settled _ -> new Line(State.SETTLED, app, "");
          case Outcome.Live(String why) -> new Line(State.LIVE, app, why);
          case Outcome.Held(String holder) ->
              new Line(State.HELD, app, "another reaper works on it: " + holder);
          case Outcome.WouldFinish(String why) -> new Line(State.WOULD_FINISH, app, why);
          case Outcome.Complete(ManifestTotals totals, _) ->
              new Line(State.COMPLETE, app, text(totals));
          case Outcome.Incomplete(ManifestTotals totals, _, String why) ->
              new Line(State.INCOMPLETE, app, "%s; %s".formatted(text(totals), why));
          case Outcome.Outrun _ ->
              new Line(State.OUTRUN, app, "its driver's recorder has written the manifest");
          case Outcome.Unfinished(String why) -> new Line(State.UNFINISHED, app, why);
          case Outcome.Failed(String why) -> new Line(State.FAILED, app, why);
          case Outcome.Removed(int files, long bytes, String why) ->
              new Line(State.REMOVED, app, text(files, bytes, why));
          case Outcome.WouldRemove(int files, long bytes, String why) ->
              new Line(State.WOULD_REMOVE, app, text(files, bytes, why));
          case Outcome.Kept(String why) -> new Line(State.KEPT, app, why);
        };
    counts.merge(line.state(), 1, Integer::sum);
    if (line.state() != State.SETTLED) {
      print(line);
    }
  }

  private static String text(ManifestTotals totals) {
    return "%d pods, %d files, %s"
        .formatted(totals.pods(), totals.files(), Units.text(totals.bytes()));
  }

  private static String text(int files, long bytes, String why) {
    return "%d files, %s: %s".formatted(files, Units.text(bytes), why);
  }

  /** The number of applications that a later run must take up again. */
  final int unfinished() {
    return counts.getOrDefault(State.UNFINISHED, 0) + counts.getOrDefault(State.FAILED, 0);
  }

  final Map<State, Integer> counts() {
    return counts;
  }

  abstract void print(Line line);

  /** Ends the output with the counts. */
  @Override
  public abstract void close();

  private static final class Rows extends ReapOutput {
    private final PrintWriter out;
    private boolean begun;

    Rows(PrintWriter out) {
      this.out = out;
    }

    @Override
    void print(Line line) {
      if (!begun) {
        begun = true;
        row("STATE", "APPLICATION", "NOTE");
      }
      row(line.state().word(), line.app(), line.note());
    }

    private void row(String state, String app, String note) {
      out.println(Printable.of("%-12s  %-40s  %s".formatted(state, app, note).stripTrailing()));
      out.flush();
    }

    @Override
    public void filled(long bytes, long quota) {
      out.println(
          "warning: the store holds %s of %s (RECORDER_REAP_QUOTA)"
              .formatted(Units.text(bytes), Units.text(quota)));
      out.flush();
    }

    @Override
    public void close() {
      StringBuilder text = new StringBuilder();
      counts()
          .forEach(
              (state, count) ->
                  text.append(text.isEmpty() ? "" : ", ")
                      .append("%s: %d".formatted(state.word(), count)));
      out.println(text.isEmpty() ? "no application in the store" : text);
      out.flush();
    }
  }

  /** One JSON document, written line by line. */
  private static final class Document extends ReapOutput {
    private final PrintWriter out;
    private boolean begun;
    private final Map<String, Object> store = new LinkedHashMap<>();

    Document(PrintWriter out) {
      this.out = out;
      out.print("{\n  \"applications\" : [");
    }

    @Override
    void print(Line line) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("app", line.app());
      fields.put("state", line.state().word());
      fields.put("note", line.note());
      out.print((begun ? ",\n    " : "\n    ") + Printable.json(Json.line(fields)));
      out.flush();
      begun = true;
    }

    @Override
    public void filled(long bytes, long quota) {
      store.put("bytes", bytes);
      store.put("quota", quota);
    }

    @Override
    public void close() {
      Map<String, Object> all = new LinkedHashMap<>();
      counts().forEach((state, count) -> all.put(state.word(), count));
      out.print((begun ? "\n  " : "") + "],\n");
      if (!store.isEmpty()) {
        out.print("  \"nearlyFull\" : " + Json.line(store) + ",\n");
      }
      out.print("  \"counts\" : " + Json.line(all) + "\n}\n");
      out.flush();
    }
  }
}
