package io.sparkrecorder.failuremap.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.s3.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final String MAP = "maps/grid";

  @TempDir private Path folder;
  private BucketBed bed;
  private ObjectStore store;
  private final List<String> told = new ArrayList<>();
  private final AtomicBoolean lost = new AtomicBoolean();

  @BeforeEach
  void start() {
    bed = BucketBed.start(folder);
    store = bed.open();
  }

  @AfterEach
  void stop() {
    store.close();
    bed.close();
  }

  @Test
  void second_runner_is_refused_while_the_first_lives() throws Exception {
    try (Lease first = take().orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(take()).isEmpty();
      assertThat(told).singleElement().asString().contains("here").contains("waiting 20 s");
    }
  }

  @Test
  void released_lease_is_taken_at_once() throws Exception {
    take().orElseThrow().close();

    try (Lease _ = take().orElseThrow()) {
      assertThat(told).isEmpty();
      assertThat(lost).isFalse();
    }
  }

  @Test
  void lease_of_a_dead_runner_is_taken_after_its_silence() throws Exception {
    write(1, "{\"host\": \"dead\", \"pid\": 7, \"beat\": 3}");

    try (Lease _ = take().orElseThrow()) {
      assertThat(told).singleElement().asString().contains("dead, process 7");
    }
  }

  @Test
  void lease_that_is_damaged_is_taken_after_its_silence() throws Exception {
    write(1, "{\"host\": \"" + "x".repeat(1 << 20));

    try (Lease _ = take().orElseThrow()) {
      assertThat(told).singleElement().asString().contains("unknown, process unknown");
    }
  }

  @Test
  void runner_whose_lease_is_taken_is_told() throws Exception {
    try (Lease _ = take().orElseThrow()) {
      write(2, "{\"host\": \"other\", \"pid\": 8, \"beat\": 0}");

      await().atMost(Duration.ofSeconds(20)).untilTrue(lost);
    }
  }

  @Test
  void of_several_runners_at_the_same_time_one_wins() throws Exception {
    Callable<Optional<Lease>> take = this::take;
    List<Lease> winners = new ArrayList<>();
    try (ExecutorService runners = Executors.newFixedThreadPool(4)) {
      for (Future<Optional<Lease>> one : runners.invokeAll(List.of(take, take, take, take))) {
        one.get().ifPresent(winners::add);
      }
    }

    assertThat(winners).hasSize(1);
    winners.getFirst().close();
  }

  private Optional<Lease> take() throws Exception {
    return Lease.take(store, MAP, "here", told::add, () -> lost.set(true));
  }

  private void write(int number, String json) {
    try (var bucket = bed.bucket()) {
      bucket.write(
          MAP + "/lease/%06d.json".formatted(number), json.getBytes(StandardCharsets.UTF_8));
    }
  }
}
