package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.Documents;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwaitedMarkersTest {
  private static final PodRecord DRIVER =
      new PodRecord("driver", Optional.empty(), "driver-pod", "uid-d", Optional.empty());
  private static final PodRecord EXECUTOR =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());
  private static final Fate GONE = new Fate.Gone("evicted", Optional.empty());

  private final Roster roster = new Roster();
  private final Entries entries = new Entries(roster, null, null, "app-1");

  @Test
  void marker_of_a_running_or_ended_executor_may_come() {
    AwaitedMarkers markers = markers(AwaitedMarkers.QUIET);
    assertThat(markers.any()).isFalse();

    saw(markers, EXECUTOR, new Fate.Alive());
    assertThat(markers.any()).isTrue();

    saw(markers, EXECUTOR, new Fate.Ended("OOMKilled", Optional.of(137)));
    assertThat(markers.any()).isTrue();
  }

  @Test
  void sealed_marker_is_awaited_no_more() {
    AwaitedMarkers markers = markers(AwaitedMarkers.QUIET);
    saw(markers, EXECUTOR, new Fate.Alive());
    entries.of(EXECUTOR).seen(Documents.bareMarker("app-1", EXECUTOR, PodState.SEALED).summary());

    assertThat(markers.any()).isFalse();
  }

  @Test
  void marker_that_is_not_sealed_is_awaited() {
    AwaitedMarkers markers = markers(AwaitedMarkers.QUIET);
    saw(markers, EXECUTOR, new Fate.Alive());
    entries
        .of(EXECUTOR)
        .seen(Documents.bareMarker("app-1", EXECUTOR, PodState.RECORDING).summary());

    assertThat(markers.any()).isTrue();
  }

  @Test
  void driver_and_executor_that_never_started_are_not_awaited() {
    AwaitedMarkers markers = markers(AwaitedMarkers.QUIET);
    saw(markers, DRIVER, new Fate.Alive());
    saw(markers, EXECUTOR, new Fate.NeverStarted("unschedulable"));

    assertThat(markers.any()).isFalse();
  }

  @Test
  void pod_that_is_gone_is_awaited_for_a_limited_time() {
    AwaitedMarkers markers = markers(Duration.ofMillis(300));
    saw(markers, EXECUTOR, GONE);
    assertThat(markers.any()).isTrue();

    await().until(() -> !markers.any());
  }

  @Test
  void wait_for_a_pod_begins_when_it_is_first_seen_gone() {
    Duration quiet = Duration.ofMillis(300);
    AwaitedMarkers markers = markers(quiet);
    saw(markers, EXECUTOR, GONE);
    Deadline after = Deadline.in(quiet);
    await().until(after::passed);

    assertThat(markers.any()).isFalse();
  }

  @Test
  void wait_for_a_pod_is_not_longer_if_it_is_seen_gone_again() {
    AwaitedMarkers markers = markers(Duration.ofMillis(300));

    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              saw(markers, EXECUTOR, GONE);
              return !markers.any();
            });
  }

  private AwaitedMarkers markers(Duration quiet) {
    return new AwaitedMarkers(roster, entries, quiet);
  }

  private void saw(AwaitedMarkers markers, PodRecord pod, Fate fate) {
    Sighting sighting = new Sighting(pod, fate);
    markers.saw(sighting);
    roster.saw(sighting);
  }
}
