package io.sparkrecorder.report;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.report.fold.Kind;
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
          entry("fold", Set.of()),
          entry("eventlog", Set.of()),
          entry("attribute", Set.of("eventlog")),
          entry("read", Set.of("fold", "attribute", "eventlog")),
          entry("application", Set.of()),
          entry("profile", Set.of("fold", "eventlog", "attribute", "read", "application")),
          entry("page", Set.of()),
          entry("write", Set.of("fold", "read", "application", "profile", "page")),
          entry("missing", Set.of("application")),
          entry("cli", Set.of("fold", "read", "application", "missing", "profile", "write")));

  private static final Arrows ARROWS = new Arrows("io.sparkrecorder.report", MAY_KNOW, Kind.class);

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
    PackageTable table = new PackageTable("sidecar/report", "io.sparkrecorder.report", MAY_KNOW);

    assertThat(table.onPage()).isEqualTo(table.ofCode());
  }

  @Test
  void packages_form_no_cycle() {
    ARROWS.checkCycles();
  }

  @Test
  void only_read_knows_the_parser_of_recordings() {
    ARROWS.checkLibrary("read", "jdk.jfr..");
    ARROWS.checkLibrary("eventlog", "io.airlift..");
    ARROWS.checkLibrary("cli", "picocli..");
  }

  @Test
  void only_the_command_line_reads_the_environment_and_ends_the_process() {
    ARROWS.checkProcess("cli");
  }
}
