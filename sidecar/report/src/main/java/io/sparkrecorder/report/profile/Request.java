package io.sparkrecorder.report.profile;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.read.Scope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The part of an application that is asked for.
 *
 * @param executors ids of the only executors; empty for all pods
 * @param from first moment; after the application's start if it is a duration
 * @param to last moment, likewise
 * @param eventLogs finds the event log
 */
public record Request(
    Set<String> executors,
    Optional<Integer> stage,
    Optional<Moment> from,
    Optional<Moment> to,
    EventLogs eventLogs) {

  /** A moment, absolute or after the start. */
  public sealed interface Moment {
    /** The moment in milliseconds. */
    long millis(OptionalLong start);

    record At(Instant time) implements Moment {
      @Override
      public long millis(OptionalLong start) {
        return time.toEpochMilli();
      }
    }

    record After(Duration after) implements Moment {
      @Override
      public long millis(OptionalLong start) {
        return after.toMillis()
            + start.orElseThrow(
                () ->
                    new WrongUse(
                        "without a manifest or event log the start is unknown: give --from and"
                            + " --to as times such as 2026-01-31T12:00:00Z"));
      }
    }
  }

  /** Finds an application's event log. */
  public interface EventLogs {
    Optional<Origin.LogFiles> find(Origin origin, String app) throws IOException;
  }

  Optional<Origin.LogFiles> eventLog(Origin origin, String app) throws IOException {
    return eventLogs.find(origin, app);
  }

  Scope scope(OptionalLong start) {
    return new Scope(
        from.map(moment -> moment.millis(start)).orElse(Long.MIN_VALUE),
        to.map(moment -> moment.millis(start)).orElse(Long.MAX_VALUE),
        stage);
  }

  /** A remark that the report does not show all. */
  Optional<String> note() {
    List<String> only = new ArrayList<>();
    if (!executors.isEmpty()) {
      only.add("executors " + String.join(", ", executors.stream().sorted().toList()));
    }
    stage.ifPresent(number -> only.add("stage " + number));
    if (from.isPresent() || to.isPresent()) {
      only.add("a part of the time");
    }
    return only.isEmpty()
        ? Optional.empty()
        : Optional.of("This report was limited to " + String.join(" and ", only) + ".");
  }
}
