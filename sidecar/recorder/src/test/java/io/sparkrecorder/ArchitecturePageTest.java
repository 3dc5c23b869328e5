package io.sparkrecorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the packages on the architecture page and in package-info.java with ArrowsTest. */
class ArchitecturePageTest {
  private static final Path PAGE = Path.of("../docs/architecture.md");
  private static final Path SOURCES = Path.of("src/main/java/io/sparkrecorder");
  private static final String BEGIN = "<!-- packages: checked by ArchitecturePageTest -->\n";
  private static final String END = "<!-- end of packages -->\n";

  static Stream<String> packages() throws ReflectiveOperationException {
    return arrows().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_info_names_the_imports_that_the_arrows_allow(String name) throws Exception {
    assertThat(comment(name)).endsWith(" May import: " + imports(name) + ".");
  }

  @Test
  void page_has_one_row_per_package_as_its_package_info_says() throws Exception {
    StringBuilder table = new StringBuilder("| package | purpose | may import |\n|---|---|---|\n");
    for (String name : arrows().keySet()) {
      table.append("| `%s` | %s | %s |\n".formatted(name, purpose(name), imports(name)));
    }

    String page = Files.readString(PAGE);

    assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
    assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
        .as("the table between the comments in " + PAGE)
        .isEqualTo(table.toString());
  }

  @Test
  void page_names_only_classes_that_exist() throws IOException {
    List<Path> named =
        Pattern.compile("`([a-z0-9.]+)\\.([A-Z][A-Za-z0-9]+)`")
            .matcher(Files.readString(PAGE))
            .results()
            .map(
                name ->
                    SOURCES
                        .resolve(name.group(1).replace('.', '/'))
                        .resolve(name.group(2) + ".java"))
            .toList();

    assertThat(named).isNotEmpty().allSatisfy(source -> assertThat(source).isRegularFile());
  }

  /** The map of ArrowsTest, sorted. It is private, because no other test decides with it. */
  @SuppressWarnings("unchecked")
  private static Map<String, Set<String>> arrows() throws ReflectiveOperationException {
    Field arrows = ArrowsTest.class.getDeclaredField("MAY_KNOW");
    arrows.setAccessible(true);
    return new TreeMap<>((Map<String, Set<String>>) arrows.get(null));
  }

  private static String imports(String name) throws ReflectiveOperationException {
    Set<String> allowed = new TreeSet<>(arrows().get(name));
    return allowed.isEmpty() ? "none of the other packages" : String.join(", ", allowed);
  }

  private static String purpose(String name) throws IOException {
    String comment = comment(name);
    return comment
        .substring(0, comment.indexOf(" May import: "))
        .replaceAll("\\{@link [a-z0-9.]*([A-Za-z]+)}", "`$1`")
        .replaceAll("\\{@code ([^}]*)}", "`$1`");
  }

  /** The text of a package's Javadoc in one line, without the tag of its second paragraph. */
  private static String comment(String name) throws IOException {
    String source =
        Files.readString(SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java"));
    return source
        .substring(source.indexOf("/**") + 3, source.indexOf("*/"))
        .lines()
        .map(line -> line.replaceFirst("^ \\* ?", "").replace("<p>", ""))
        .filter(line -> !line.isBlank())
        .collect(Collectors.joining(" "))
        .strip();
  }
}
