package io.sparkrecorder.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The table of a module's packages on the architecture page: name, purpose, and what the package
 * may import. The purpose is the Javadoc in package-info.java.
 */
public final class PackageTable {
  private static final Path ROOT = ProjectFolder.find().root();
  private static final String PAGE = "sidecar/docs/architecture.md";
  private static final String END = "<!-- end of packages -->\n";
  private static final String MAY_IMPORT = " May import: ";

  private final String begin;
  private final Path sources;
  private final Map<String, Set<String>> arrows;

  /**
   * @param module folder of the module, such as {@code sidecar/report}
   * @param root name of the packages' parent
   * @param arrows names of the packages below it, each with those that it may import
   */
  public PackageTable(String module, String root, Map<String, Set<String>> arrows) {
    this.begin = "<!-- packages of %s: checked by a test -->\n".formatted(module);
    this.sources = ROOT.resolve(module).resolve("src/main/java").resolve(root.replace('.', '/'));
    this.arrows = new TreeMap<>(arrows);
  }

  /** The table as it is on the page; fails if the page has none for the module, or several. */
  public String onPage() throws IOException {
    String page = Files.readString(ROOT.resolve(PAGE));
    int start = page.indexOf(begin);
    if (start < 0 || start != page.lastIndexOf(begin)) {
      throw new AssertionError("%s must have one line %s".formatted(PAGE, begin));
    }
    int table = start + begin.length();
    return page.substring(table, page.indexOf(END, table));
  }

  /** The table as the code has it. */
  public String ofCode() throws IOException {
    StringBuilder table = new StringBuilder("| package | purpose | may import |\n|---|---|---|\n");
    for (String name : arrows.keySet()) {
      table.append("| `%s` | %s | %s |\n".formatted(name, purpose(name), imports(name)));
    }
    return table.toString();
  }

  /** What a package may import, as a list for people. */
  public String imports(String name) {
    Set<String> allowed = new TreeSet<>(arrows.getOrDefault(name, Set.of()));
    return allowed.isEmpty() ? "none of the other packages" : String.join(", ", allowed);
  }

  /** The text of a package's Javadoc in one line, without the tag of its second paragraph. */
  public String comment(String name) throws IOException {
    String source =
        Files.readString(sources.resolve(name.replace('.', '/')).resolve("package-info.java"));
    return source
        .substring(source.indexOf("/**") + 3, source.indexOf("*/"))
        .lines()
        .map(line -> line.replaceFirst("^ \\* ?", "").replace("<p>", ""))
        .filter(line -> !line.isBlank())
        .collect(Collectors.joining(" "))
        .strip();
  }

  private String purpose(String name) throws IOException {
    String comment = comment(name);
    int end = comment.indexOf(MAY_IMPORT);
    return (end < 0 ? comment : comment.substring(0, end))
        .replaceAll("\\{@link [a-z0-9.]*([A-Za-z]+)}", "`$1`")
        .replaceAll("\\{@code ([^}]*)}", "`$1`");
  }
}
