package io.sparkrecorder.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the JDKs of this machine in the usual places of workstations and CI systems. */
public final class Jdks {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");

  private Jdks() {}

  /** The home of a JDK (not just a runtime) with this feature version. */
  public static Optional<Path> find(int major) {
    try (Stream<Path> homes = homes(major)) {
      return homes.filter(home -> version(home) == major).findFirst();
    }
  }

  private static Stream<Path> homes(int major) {
    Path user = Path.of(System.getProperty("user.home"));
    return Stream.of(
            Stream.of(Path.of(System.getProperty("java.home"))),
            fromEnvironment(major),
            inside(Path.of("/usr/lib/jvm")),
            inside(user.resolve(".sdkman/candidates/java")),
            inside(Path.of("/Library/Java/JavaVirtualMachines")),
            inside(user.resolve(".jdks")),
            inside(Path.of("/opt/java")))
        .flatMap(homes -> homes);
  }

  /** Reads JAVA_HOME, JAVA_HOME_17 and the form of GitHub's runners, JAVA_HOME_17_X64. */
  private static Stream<Path> fromEnvironment(int major) {
    String versioned = "JAVA_HOME_" + major;
    return System.getenv().entrySet().stream()
        .filter(
            variable ->
                variable.getKey().equals("JAVA_HOME")
                    || variable.getKey().equals(versioned)
                    || variable.getKey().startsWith(versioned + "_"))
        .map(Map.Entry::getValue)
        .map(Path::of);
  }

  private static Stream<Path> inside(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().flatMap(Jdks::withMacLayout).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> withMacLayout(Path entry) {
    return Stream.of(entry, entry.resolve("Contents/Home"));
  }

  private static int version(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/jfr")) || !Files.isReadable(release)) {
      return 0;
    }
    try {
      Matcher matcher = VERSION.matcher(Files.readString(release));
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
