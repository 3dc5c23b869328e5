package io.sparkrecorder.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the cluster tests, and which room may know which. */
class ArrowsTest {
  private static final String ROOT = "io.sparkrecorder.e2e.";

  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("support", Set.of()),
          entry("platform", Set.of("support")),
          entry("workspace", Set.of("support", "platform")),
          entry("job", Set.of("support", "platform", "workspace")),
          entry("queue", Set.of("support", "platform", "workspace", "job")),
          entry("history", Set.of("support", "platform", "workspace", "job")),
          entry("istio", Set.of("support", "workspace", "history")));

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .importUrl(ArrowsTest.class.getProtectionDomain().getCodeSource().getLocation());

  static Stream<String> rooms() {
    return ARROWS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void a_room_knows_itself_and_those_it_may(String name) {
    String[] others =
        rooms()
            .filter(other -> !other.equals(name) && !ARROWS.get(name).contains(other))
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .check(TESTS);
  }

  @Test
  void there_are_no_other_rooms() {
    assertThat(
            TESTS.stream()
                .map(type -> type.getPackageName() + ".")
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length(), name.length() - 1))
                .collect(Collectors.toSet()))
        .isEqualTo(ARROWS.keySet());
  }
}
