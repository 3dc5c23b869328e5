package io.sparkrecorder.report.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.application.Application;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.fold.Cube;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
  @TempDir private Path scratch;

  @Test
  void application_with_more_pods_than_a_report_holds_is_refused() throws IOException {
    int pods = Cube.MOST_PODS + 1;

    assertThatThrownBy(() -> plan(pods, Set.of()))
        .isInstanceOf(WrongUse.class)
        .hasMessage(
            "app-1 has 131073 pods, and a report holds at most 131072: choose some with"
                + " --executor");
    assertThat(plan(pods, Set.of("1", "131072")).pods()).hasSize(2);
    assertThat(plan(pods - 1, Set.of()).pods()).hasSize(Cube.MOST_PODS);
  }

  private Plan plan(int pods, Set<String> executors) throws IOException {
    Request request =
        new Request(
            executors,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            (_, _) -> Optional.empty());
    return Plan.of(new Many(pods), request, scratch);
  }

  /** An application of pods without files. */
  private record Many(int pods) implements Origin {
    @Override
    public Application application() {
      return new Application(
          "app-1",
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          IntStream.range(0, pods).mapToObj(Many::pod).toList());
    }

    private static AppPod pod(int number) {
      return new AppPod(
          "executor",
          Optional.of("" + number),
          "pod-" + number,
          Optional.empty(),
          Optional.of(Instant.EPOCH),
          Optional.empty(),
          "sealed",
          Optional.empty(),
          Optional.empty(),
          List.of());
    }

    @Override
    public void check() {}

    @Override
    public Path fetch(AppFile file, Path scratch, Consumer<Long> progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path fetchStart(AppFile file, int bytes, Path scratch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<LogFiles> eventLog() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
