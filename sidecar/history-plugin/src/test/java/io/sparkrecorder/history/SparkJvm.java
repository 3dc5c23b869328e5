package io.sparkrecorder.history;

import io.sparkrecorder.testbed.Jdks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.ui.WebUIPage;

/**
 * A process with this module's Spark. The property {@code spark.jars} names the folder of jars of
 * another Spark, such as that of an unpacked image.
 */
final class SparkJvm {
  private SparkJvm() {}

  /** Starts a main class, whose output goes to the log. */
  static ProcessBuilder of(Path folder, Path log, List<String> options, String... mainAndArguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk().resolve("bin/java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of(mainAndArguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(SPARK|JAVA|AWS|HADOOP)_.*"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }

  static Path jdk() {
    return Jdks.find(17).orElseThrow();
  }

  /** The filter of this Spark's pages that takes the user from a header. */
  static String filter() {
    String jars = System.getProperty("spark.jars");
    String servlets =
        jars == null
            ? List.of(WebUIPage.class.getMethods()).toString()
            : String.join(" ", Path.of(jars.split(File.pathSeparator, -1)[0]).toFile().list());
    boolean isJakarta = servlets.matches(".*jakarta\\.servlet(\\.http|-api-[56]).*");
    return SparkJvm.class.getPackageName() + "." + (isJakarta ? "JakartaUser" : "JavaxUser");
  }

  /** The plugin's classes and those of the tests. */
  static String ownClassPath() {
    return location(RecordingsHistory.class) + File.pathSeparator + location(SparkJvm.class);
  }

  /** Jars, or folders of jars. */
  static List<String> sparkClassPath() throws IOException {
    String jars = System.getProperty("spark.jars");
    if (jars == null) {
      String file = Files.readString(Path.of(System.getProperty("spark.classpath"))).strip();
      return List.of(file.split(File.pathSeparator, -1));
    }
    List<String> folders = new ArrayList<>();
    for (String folder : jars.split(File.pathSeparator, -1)) {
      folders.add(folder + "/*");
    }
    return folders;
  }

  private static String classPath() throws IOException {
    return ownClassPath() + File.pathSeparator + String.join(File.pathSeparator, sparkClassPath());
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
