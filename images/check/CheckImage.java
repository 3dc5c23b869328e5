import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Looks into an archive that jib made: prints what lies on top of the base, and fails where that is
 * not what it should be.
 *
 * <p>{@code java CheckImage.java ARCHIVE NAME USER ENTRYPOINT BUDGET JARS SBOM FILE...}: the budget
 * in MB of 1,000,000 bytes, as a registry keeps it (compressed); JARS is the folder with the jars
 * of one class path; each FILE must be in a layer of ours.
 */
class CheckImage {
  private static final List<String> LABELS =
      List.of("title", "description", "version", "licenses", "source");

  /**
   * Copyleft in its names and in SPDX's. What is "GPL with the classpath exception" as an
   * alternative to another is looked at by a person.
   */
  private static final Pattern COPYLEFT =
      Pattern.compile(
          "\\b[AL]?GPL|General Public|\\bSSPL|\\bEUPL|\\bOSL-", Pattern.CASE_INSENSITIVE);

  private final List<String> problems = new ArrayList<>();
  private final List<Path> ours = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    CheckImage check = new CheckImage();
    Path archive = Path.of(args[0]);
    if (!Files.isRegularFile(archive)) {
      System.err.println(archive + " is not there: make images");
      System.exit(1);
    }
    Path work = Files.createTempDirectory("check-image-");
    try {
      check.look(archive, work, args[1], args[2], args[3], Double.parseDouble(args[4]), args[5]);
      check.licences(Path.of(args[6]));
      check.files(work, List.of(args).subList(7, args.length));
    } finally {
      run("rm", "-rf", work.toString());
    }
    check.problems.forEach(problem -> System.err.println(archive.getFileName() + ": " + problem));
    System.exit(check.problems.isEmpty() ? 0 : 1);
  }

  private void look(
      Path archive,
      Path work,
      String name,
      String user,
      String entrypoint,
      double budget,
      String jars)
      throws Exception {
    run("tar", "-C", work.toString(), "-xf", archive.toString());
    String manifest = Files.readString(work.resolve("manifest.json"));
    String config = Files.readString(work.resolve("config.json"));
    expect(
        manifest.contains("\"" + name + "\""),
        "is not named " + name + " but " + all(manifest, "\"RepoTags\":\\[([^\\]]*)"));
    expect(config.contains("\"User\":\"" + user + "\""), "does not run as " + user);
    List<String> starts = all(config, "\"Entrypoint\":\\[\"([^\"]*)\"");
    expect(
        List.of(entrypoint.split("\\|")).containsAll(starts) && !starts.isEmpty(),
        "starts with " + starts);
    for (String label : LABELS) {
      expect(
          config.contains("\"org.opencontainers.image." + label + "\":\""),
          "has no label " + label);
    }

    List<Path> layers =
        all(manifest, "\"([0-9a-f]{64}\\.tar\\.gz)\"").stream().map(work::resolve).toList();
    // The history has one entry a layer, and jib's own say what they are.
    List<String> history = all(config.substring(config.indexOf("\"history\"")), "\\{([^}]*)\\}");
    history = history.subList(0, layers.size());
    System.out.println(archive.getFileName() + ", " + name);
    long added = 0;
    List<Path> bases = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      boolean base = !history.get(i).contains("jib-maven-plugin");
      (base ? bases : ours).add(layers.get(i));
      String what = base ? "base" : all(history.get(i), "\"comment\":\"([^\"]*)\"").getFirst();
      long size = Files.size(layers.get(i));
      added += base ? 0 : size;
      System.out.printf("  %7.2f MB  %s%n", size / 1e6, what);
    }
    System.out.printf(
        "  %7.2f MB  on top of the base, compressed; at most %.0f MB%n", added / 1e6, budget);
    expect(
        added <= budget * 1e6,
        "adds %.2f MB to its base, more than %.0f".formatted(added / 1e6, budget));

    twice(unpacked(work.resolve("base"), bases, jars), unpacked(work.resolve("added"), ours, jars));
  }

  private void files(Path work, List<String> files) throws IOException {
    for (String file : files) {
      Path into = Files.createDirectories(work.resolve("file"));
      for (Path layer : ours) {
        run("tar", "-C", into.toString(), "-xf", layer.toString(), file.substring(1));
      }
      expect(Files.exists(into.resolve(file.substring(1))), "has no " + file);
    }
  }

  /**
   * No class may be on the class path twice because of us; what the base has twice by itself is its
   * own affair.
   */
  private void twice(Map<String, Path> base, Map<String, Path> added) throws IOException {
    Map<String, String> owners = new HashMap<>();
    for (Path jar : base.values()) {
      classes(jar).forEach(name -> owners.putIfAbsent(name, jar.getFileName().toString()));
    }
    Map<String, TreeSet<String>> clashes = new TreeMap<>();
    for (Path jar : added.values()) {
      for (String name : classes(jar)) {
        String other = owners.putIfAbsent(name, jar.getFileName().toString());
        if (other != null) {
          clashes
              .computeIfAbsent(jar.getFileName() + " and " + other, _ -> new TreeSet<>())
              .add(name);
        }
      }
    }
    clashes.forEach(
        (pair, names) ->
            problems.add(names.size() + " classes are in " + pair + ", such as " + names.first()));
    for (String jar : added.keySet()) {
      expect(!base.containsKey(jar), jar + ".jar is in the base already");
    }
    System.out.printf("  %d jars added to %d%n", added.size(), base.size());
  }

  private static List<String> classes(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(entry -> entry.getName())
          .filter(
              name ->
                  name.endsWith(".class")
                      && !name.startsWith("META-INF/")
                      && !name.endsWith("module-info.class"))
          .toList();
    }
  }

  /** The jars of a folder in some layers, by artifact: the name without its version. */
  private static Map<String, Path> unpacked(Path into, List<Path> layers, String folder)
      throws Exception {
    Files.createDirectories(into);
    for (Path layer : layers) {
      run(
          "tar",
          "-C",
          into.toString(),
          "--warning=no-unknown-keyword",
          "--no-same-owner",
          "--wildcards",
          "-xf",
          layer.toString(),
          "--ignore-failed-read",
          "*" + folder.substring(1) + "/*.jar");
    }
    Map<String, Path> found = new TreeMap<>();
    if (Files.isDirectory(into.resolve(folder.substring(1)))) {
      try (Stream<Path> files = Files.list(into.resolve(folder.substring(1)))) {
        files
            .filter(file -> file.toString().endsWith(".jar"))
            .forEach(
                file ->
                    found.put(
                        file.getFileName().toString().replaceFirst("-\\d[^-]*(?=[-.])", ""), file));
      }
    }
    return found;
  }

  /** Every component has a licence, and none is copyleft. */
  private void licences(Path sbom) throws IOException {
    String text = Files.readString(sbom);
    expect(
        !COPYLEFT.matcher(text.replaceAll("\"description\" : \"[^\"]*\"", "")).find(),
        sbom.getFileName() + " names a copyleft licence");
    int components = text.split("\"purl\" : ", -1).length - 1;
    int licensed = text.split("\"licenses\" : ", -1).length - 1;
    Map<String, Integer> names = new TreeMap<>();
    all(text, "\"license\" : \\{\\s*\"(?:id|name)\" : \"([^\"]*)\"")
        .forEach(name -> names.merge(name, 1, Integer::sum));
    System.out.println("  licences: " + names);
    expect(
        licensed >= components,
        (components - licensed) + " components of " + sbom.getFileName() + " have no licence");
  }

  private void expect(boolean fine, String problem) {
    if (!fine) {
      problems.add(problem);
    }
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
