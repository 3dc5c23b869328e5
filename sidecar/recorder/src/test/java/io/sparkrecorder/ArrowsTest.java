package io.sparkrecorder;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.testbed.Arrows;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which: one that is not named here does not exist. */
class ArrowsTest {
  private static final String ROOT = "io.sparkrecorder.";

  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          entry("checksum", Set.of()),
          entry("time", Set.of()),
          entry("text", Set.of()),
          entry("config", Set.of("text")),
          entry("http", Set.of()),
          entry("format", Set.of("text")),
          entry("marker", Set.of("checksum", "text")),
          entry("spool", Set.of("time")),
          entry("store", Set.of("checksum", "time", "text", "config", "marker", "s3", "s3.model")),
          entry("discovery", Set.of("time", "config", "marker", "store")),
          entry(
              "s3", Set.of("checksum", "time", "config", "s3.model", "s3.request", "s3.transfer")),
          entry("s3.model", Set.of("checksum", "time")),
          entry("s3.request", Set.of("time", "text", "config", "http", "s3.model")),
          entry("s3.transfer", Set.of("checksum", "time", "config", "s3.model", "s3.request")),
          entry(
              "ship",
              Set.of(
                  "checksum",
                  "time",
                  "text",
                  "config",
                  "marker",
                  "store",
                  "discovery",
                  "s3",
                  "s3.model")),
          entry(
              "reap",
              Set.of(
                  "checksum",
                  "time",
                  "text",
                  "config",
                  "marker",
                  "store",
                  "discovery",
                  "ship",
                  "s3",
                  "s3.model")),
          entry("record", allBut("cli", "reap", "record", "doctor")),
          entry("doctor", Set.of("time", "text", "config", "discovery", "s3", "s3.model")),
          entry("cli", allBut("cli")));

  private static final Arrows ARROWS =
      new Arrows("io.sparkrecorder", MAY_KNOW, RecorderSettings.class);

  static Stream<String> packages() {
    return MAY_KNOW.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void a_package_knows_itself_and_those_it_may(String name) {
    ARROWS.check(name);
  }

  @Test
  void there_are_no_other_packages() {
    assertThat(ARROWS.packages()).isEqualTo(MAY_KNOW.keySet());
  }

  @Test
  void no_package_comes_back_to_itself() {
    ARROWS.checkCycles();
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(ARROWS.classes());
  }

  @Test
  void an_executor_with_a_shared_volume_touches_neither_s3_nor_kubernetes() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "record")
        .and(not("of what a driver does", ROOT + "record.DriverDuty"))
        .and(not("of what a driver sees", ROOT + "record.DriverCluster"))
        .and(not("of the other transport", ROOT + "record.DirectOutlet"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "ship..", ROOT + "s3..", ROOT + "discovery.."))
        .check(ARROWS.classes());
  }

  @Test
  void each_client_library_is_known_to_one_package() {
    ARROWS.checkLibrary("s3", "software.amazon.awssdk..");
    ARROWS.checkLibrary("discovery", "io.fabric8..");
    ARROWS.checkLibrary("marker", "com.fasterxml.jackson..");
    ARROWS.checkLibrary("cli", "picocli..");
  }

  @Test
  void only_the_command_line_reads_the_environment_and_ends_the_process() {
    ARROWS.checkProcess("cli");
  }

  private static DescribedPredicate<JavaClass> not(String description, String prefix) {
    return new DescribedPredicate<>("not " + description) {
      @Override
      public boolean test(JavaClass type) {
        return !type.getName().startsWith(prefix);
      }
    };
  }

  private static Set<String> allBut(String... names) {
    return Stream.of(
            "checksum",
            "time",
            "text",
            "config",
            "format",
            "marker",
            "spool",
            "store",
            "discovery",
            "s3",
            "s3.model",
            "ship",
            "reap",
            "doctor",
            "record")
        .filter(name -> !Set.of(names).contains(name))
        .collect(Collectors.toSet());
  }
}
