package io.sparkrecorder.report.read;

import io.sparkrecorder.report.attribute.Spans;
import io.sparkrecorder.report.attribute.StageIndex;
import io.sparkrecorder.report.attribute.TaskTimes;
import io.sparkrecorder.report.eventlog.Stage;
import io.sparkrecorder.report.fold.Cube;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads the recordings of one pod after the other into a cube. */
public final class RecordingReader {
  private static final String TASK_SPAN = "spark.Task";

  private final Cube cube;
  private final StageIndex stages;
  private final Scope scope;
  private final Sums sums;
  private final Path scratch;

  /**
   * Makes a reader.
   *
   * @param scratch name of a temporary file for one chunk
   */
  public RecordingReader(Cube cube, StageIndex stages, Scope scope, Sums sums, Path scratch) {
    this.cube = cube;
    this.stages = stages;
    this.scope = scope;
    this.sums = sums;
    this.scratch = scratch;
  }

  /**
   * Reads one recording.
   *
   * @param pod number of the pod
   * @param times task times of the pod's executor by the event log
   * @param series takes the JVM's own measures
   */
  public FileResult read(Path file, int pod, TaskTimes times, PodSeries series) {
    return new OneFile(file, pod, times, series).read();
  }

  /** Whether task spans were found in any recording. */
  public boolean hasSpans() {
    return spansSeen;
  }

  private boolean spansSeen;

  /** One recording while it is read. */
  private final class OneFile {
    private final Chunks chunks;
    private final int pod;
    private final TaskTimes times;
    private final Measures measures;
    private final Spans spans = new Spans();
    private final Pending pending = new Pending();
    private final ThreadGroups threads = new ThreadGroups(cube);
    private final boolean[] present = new boolean[Source.values().length];
    private final List<String> problems = new ArrayList<>();
    private boolean scanned;
    private long events;

    OneFile(Path file, int pod, TaskTimes times, PodSeries series) {
      this.chunks = new Chunks(file, scratch);
      this.pod = pod;
      this.times = times;
      this.measures = new Measures(series, scope);
    }

    FileResult read() {
      try {
        chunks.each(this::chunk).ifPresent(problems::add);
      } catch (IOException e) {
        problems.add(message(e));
      }
      flush();
      spansSeen |= !spans.isEmpty();
      return new FileResult(
          events,
          chunks.isOpen(),
          problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)));
    }

    private void chunk(Path file) {
      Stacks stacks = new Stacks(cube);
      guarded(file, event -> take(event, stacks));
    }

    /** Reads a chunk that may be damaged in ways that only its reading shows. */
    private void guarded(Path file, java.util.function.Consumer<RecordedEvent> taker) {
      try (RecordingFile recording = new RecordingFile(file)) {
        while (recording.hasMoreEvents()) {
          taker.accept(recording.readEvent());
        }
      } catch (OutOfMemoryError e) {
        problem("a chunk needs more memory than there is");
      } catch (IOException | RuntimeException | StackOverflowError e) {
        problem("a damaged chunk: " + message(e));
      }
    }

    private void problem(String text) {
      if (problems.size() < 3) {
        problems.add(text);
      }
    }

    private void take(RecordedEvent event, Stacks stacks) {
      events++;
      String type = event.getEventType().getName();
      Optional<Source> source = Source.of(type);
      if (source.isPresent()) {
        sample(source.get(), event, stacks);
      } else if (type.equals(TASK_SPAN)) {
        if (!scanned) {
          span(event);
        }
      } else {
        measures.take(type, event);
      }
    }

    private void span(RecordedEvent event) {
      Stage stage = new Stage(event.getInt("stage"), event.getInt("stageAttempt"));
      spans.add(
          event.getThread() == null ? -1 : event.getThread().getId(),
          nanos(event.getStartTime()),
          nanos(event.getEndTime()),
          stages.of(stage));
    }

    private void sample(Source source, RecordedEvent event, Stacks stacks) {
      long weight = Weight.of(source, event);
      long nanos = nanos(event.getStartTime());
      if (weight < 0 || !scope.covers(Math.floorDiv(nanos, 1_000_000))) {
        return;
      }
      present[source.index()] = true;
      ThreadGroups.Known thread = threads.of(Weight.thread(source, event));
      int leaf = stacks.leaf(event.getStackTrace());
      pending.add(source, nanos, thread.taskThread(), thread.group(), leaf, weight);
      if (pending.isFull()) {
        scan();
        flush();
      }
    }

    /** Reads all spans ahead, once, because too many samples wait for them. */
    private void scan() {
      if (scanned) {
        return;
      }
      scanned = true;
      Path own = scratch.resolveSibling(scratch.getFileName() + "-spans");
      try {
        new Chunks(chunks.file(), own)
            .each(
                file ->
                    guarded(
                        file,
                        event -> {
                          String type = event.getEventType().getName();
                          Source.of(type).ifPresent(source -> present[source.index()] = true);
                          if (type.equals(TASK_SPAN)) {
                            span(event);
                          }
                        }));
      } catch (IOException e) {
        problem(message(e));
      }
    }

    private void flush() {
      for (int index = 0; index < pending.size(); index++) {
        Source source = pending.source(index);
        if (!source.isCoveredBy(present)) {
          fold(index, source);
        }
      }
      pending.clear();
      cube.prune();
    }

    private void fold(int index, Source source) {
      long epochMs = Math.floorDiv(pending.nanos(index), 1_000_000);
      int stage = stage(index, epochMs);
      if (scope.stage().isPresent() && !has(stage, scope.stage().get())) {
        return;
      }
      sums.add(source.kind(), pending.weight(index));
      cube.add(
          pod,
          source.kind(),
          epochMs,
          stage,
          pending.group(index),
          pending.node(index),
          pending.weight(index));
    }

    private int stage(int index, long epochMs) {
      if (pending.thread(index) < 0) {
        return StageIndex.NONE;
      }
      int bySpan = spans.at(pending.thread(index), pending.nanos(index));
      return bySpan != Spans.NONE ? bySpan : times.at(epochMs);
    }

    private boolean has(int entry, int stage) {
      return entry != StageIndex.NONE
          && stages.entry(entry).stream().anyMatch(it -> it.id() == stage);
    }
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }

  private static String message(Throwable e) {
    String text = e.getMessage();
    return text == null || text.isBlank() ? e.getClass().getSimpleName() : text;
  }
}
