package io.sparkrecorder.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.Configuration;

/** Reads the settings of JFR's events, without the events that often hold secrets. */
final class JfrSettings {
  /** The profile of this project for Spark jobs. The charts mount the same file. */
  static final String SPARK = "spark";

  /**
   * Events with environment, properties and command lines. The charts leave out the same ones by
   * default.
   */
  static final List<String> LEFT_OUT =
      List.of(
          "jdk.InitialEnvironmentVariable",
          "jdk.InitialSystemProperty",
          "jdk.InitialSecurityProperty",
          "jdk.SecurityPropertyModification",
          "jdk.JVMInformation",
          "jdk.JavaAgent",
          "jdk.NativeAgent",
          "jdk.StringFlag",
          "jdk.StringFlagChanged",
          "jdk.SystemProcess",
          "jdk.ProcessStart");

  private JfrSettings() {}

  /**
   * Reads settings.
   *
   * @param name {@code spark}, a profile of the JVM, or the path of a {@code .jfc} file
   * @return setting by event and setting name, such as {@code jdk.CPULoad#period}
   */
  static Map<String, String> read(String name) throws WrongSettings {
    Map<String, String> events = new HashMap<>(configuration(name).getSettings());
    events.keySet().removeIf(key -> LEFT_OUT.contains(key.substring(0, key.indexOf('#'))));
    LEFT_OUT.forEach(event -> events.put(event + "#enabled", "false"));
    return events;
  }

  private static Configuration configuration(String name) throws WrongSettings {
    try {
      if (name.equals(SPARK)) {
        return profileForSpark();
      }
      return name.endsWith(".jfc")
          ? Configuration.create(Path.of(name))
          : Configuration.getConfiguration(name);
    } catch (IOException | ParseException e) {
      throw new WrongSettings(
          String.format(
              "%s is \"%s\": expected spark, profile, default, or the path of a .jfc file (%s)",
              ProfilerSettings.JFR_SETTINGS,
              name,
              e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  private static Configuration profileForSpark() throws IOException, ParseException {
    try (InputStream file =
            Objects.requireNonNull(JfrSettings.class.getResourceAsStream("spark.jfc"));
        Reader text = new InputStreamReader(file, StandardCharsets.UTF_8)) {
      return Configuration.create(text);
    }
  }
}
