package io.sparkrecorder.record;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The image's launcher script, in a folder laid out like the image's {@code /app}.
 *
 * @param app that folder
 * @param path the image's PATH, which includes {@code java}
 */
record Launcher(Path app, String path) {
  private static final Path SCRIPT =
      Path.of("../../images/recorder/src/main/root/app/recorder").toAbsolutePath();
  private static final Path JVM = Path.of("src/main/jvm").toAbsolutePath();

  /** Prepares a launcher that starts the recorder of this build. */
  static Launcher of(Path folder) throws IOException {
    return withJava(folder, Path.of(System.getProperty("java.home"), "bin"));
  }

  /** Prepares a launcher that starts the command {@code java} of this folder. */
  static Launcher withJava(Path folder, Path bin) throws IOException {
    Path app = Files.createDirectories(folder.resolve("app"));
    Files.copy(SCRIPT, app.resolve("recorder"), StandardCopyOption.COPY_ATTRIBUTES);
    Path jvm = Files.createDirectories(app.resolve("jvm"));
    for (String file : List.of("recorder.jvmopts", "supervise.sh")) {
      Files.copy(JVM.resolve(file), jvm.resolve(file));
    }
    Files.writeString(app.resolve("jib-classpath-file"), System.getProperty("java.class.path"));
    Files.writeString(app.resolve("jib-main-class-file"), "io.sparkrecorder.cli.Main");
    return new Launcher(app, bin + File.pathSeparator + System.getenv("PATH"));
  }

  Path command() {
    return app.resolve("recorder");
  }

  /** Starts the launcher with these arguments; its output goes to the file. */
  Process start(Path output, List<String> before, String... args) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(command().toString());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", path);
    return builder.start();
  }
}
