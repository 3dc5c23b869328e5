package io.sparkrecorder.testbed;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The packages of a module, and which of them may know which. Modules that use it declare ArchUnit
 * themselves.
 */
public final class Arrows {
  private final String root;
  private final Map<String, Set<String>> arrows;
  private final JavaClasses classes;

  /**
   * @param root name of the packages' parent
   * @param arrows names of the packages below it, each with those that it may know
   * @param member any class of the module
   */
  public Arrows(String root, Map<String, Set<String>> arrows, Class<?> member) {
    this.root = root + ".";
    this.arrows = arrows;
    this.classes =
        new ClassFileImporter()
            .importUrl(member.getProtectionDomain().getCodeSource().getLocation());
  }

  /** The module's classes, for its own rules. */
  public JavaClasses classes() {
    return classes;
  }

  /** Names of the packages that have classes, without their parent's. */
  public Set<String> packages() {
    return classes.stream()
        .map(type -> type.getPackageName().substring(root.length()))
        .collect(Collectors.toSet());
  }

  /** Fails if the package knows another one than itself and those that it may know. */
  public void check(String name) {
    String[] others =
        arrows.keySet().stream()
            .filter(
                other ->
                    !other.equals(name) && !arrows.getOrDefault(name, Set.of()).contains(other))
            .map(other -> root + other)
            .toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(root + name)
            .should()
            .dependOnClassesThat(resideInAnyPackage(others)));
  }

  /** Fails if packages, each with those below it, form a cycle. */
  public void checkCycles() {
    check(slices().matching(root + "(*)..").should().beFreeOfCycles());
  }

  /** Fails if a class outside of a package knows a library. */
  public void checkLibrary(String name, String library) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(root + name + "..")
            .should()
            .dependOnClassesThat(resideInAPackage(library)));
  }

  /** Fails if a class outside of a package reads the environment or ends the process. */
  public void checkProcess(String name) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(root + name)
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "exit", int.class));
  }

  private void check(ArchRule rule) {
    rule.check(classes);
  }
}
