package io.sparkrecorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.PackageTable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the packages on the architecture page and in package-info.java with ArrowsTest. */
class ArchitecturePageTest {
  private static final Path PAGE = Path.of("../docs/architecture.md");
  private static final Path SOURCES = Path.of("src/main/java/io/sparkrecorder");

  static Stream<String> packages() throws ReflectiveOperationException {
    return arrows().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_info_names_the_imports_that_the_arrows_allow(String name) throws Exception {
    PackageTable table = table();

    assertThat(table.comment(name)).endsWith(" May import: " + table.imports(name) + ".");
  }

  @Test
  void page_has_one_row_per_package_as_its_package_info_says() throws Exception {
    assertThat(table().onPage()).isEqualTo(table().ofCode());
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

  private static PackageTable table() throws ReflectiveOperationException {
    return new PackageTable("sidecar/recorder", "io.sparkrecorder", arrows());
  }
}
