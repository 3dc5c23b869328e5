package io.sparkrecorder.failuremap;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.testbed.Arrows;
import io.sparkrecorder.testbed.PackageTable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which: one that is not named here does not exist. */
class ArrowsTest {
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          entry("model", Set.of()),
          entry("experiment", Set.of("model")),
          entry("outcome", Set.of("model")),
          entry("results", Set.of("model")),
          entry("report", Set.of("model", "results", "report.statistics")),
          entry("report.statistics", Set.of()),
          entry("run", Set.of("model", "experiment", "outcome", "results")),
          entry("cluster", Set.of("model", "experiment", "outcome", "run")),
          entry(
              "cli",
              Set.of("model", "experiment", "outcome", "results", "report", "run", "cluster")));

  private static final Arrows ARROWS =
      new Arrows("io.sparkrecorder.failuremap", MAY_KNOW, Outcome.class);

  static Stream<String> packages() {
    return MAY_KNOW.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_knows_only_its_arrows(String name) {
    ARROWS.check(name);
  }

  @Test
  void no_package_is_unknown() {
    assertThat(MAY_KNOW.keySet()).containsAll(ARROWS.packages());
  }

  @Test
  void architecture_page_has_one_row_per_package() throws IOException {
    PackageTable table =
        new PackageTable("sidecar/failure-map/runner", "io.sparkrecorder.failuremap", MAY_KNOW);

    assertThat(table.onPage()).isEqualTo(table.ofCode());
  }

  @Test
  void packages_form_no_cycle() {
    ARROWS.checkCycles();
  }

  @Test
  void each_library_is_known_to_its_packages() {
    ARROWS.checkLibrary("experiment", "org.snakeyaml..");
    ARROWS.checkLibrary("report.statistics", "org.apache.commons.statistics..");
    ARROWS.checkLibrary("results", "org.apache.commons.csv..");
    ARROWS.checkLibrary("cli", "picocli..");
  }

  @Test
  void only_the_command_line_reads_the_environment_and_ends_the_process() {
    ARROWS.checkProcess("cli");
  }
}
