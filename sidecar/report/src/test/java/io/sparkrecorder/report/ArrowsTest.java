package io.sparkrecorder.report;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sparkrecorder.report.fold.Kind;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which: one that is not named here does not exist. */
class ArrowsTest {
  private static final String ROOT = "io.sparkrecorder.report.";

  private static final Map<String, Set<String>> ARROWS =
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

  private static final JavaClasses REPORT =
      new ClassFileImporter()
          .importUrl(Kind.class.getProtectionDomain().getCodeSource().getLocation());

  static Stream<String> packages() {
    return ARROWS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_knows_only_its_arrows(String name) {
    String[] others =
        packages()
            .filter(other -> !other.equals(name) && !ARROWS.get(name).contains(other))
            .map(other -> ROOT + other)
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .allowEmptyShould(true)
        .check(REPORT);
  }

  @Test
  void no_package_is_unknown() {
    assertThat(ARROWS.keySet())
        .containsAll(
            REPORT.stream()
                .map(type -> type.getPackageName().substring(ROOT.length()))
                .collect(Collectors.toSet()));
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(REPORT);
  }

  @Test
  void only_read_knows_the_parser_of_recordings() {
    onlyIn("read", "jdk.jfr..");
    onlyIn("eventlog", "io.airlift..");
    onlyIn("cli", "picocli..");
  }

  @Test
  void only_the_command_line_reads_the_environment_and_ends_the_process() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "cli")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(REPORT);
  }

  private static void onlyIn(String name, String library) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + name + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(library))
        .check(REPORT);
  }
}
