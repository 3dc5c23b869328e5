package io.sparkrecorder.undo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.UndoAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both classes in a JVM of Java 8, the oldest that Undo records. */
class Java8Test {
  private static final String PROGRAM =
      """
      public class Program {
        public static void main(String[] arguments) {
          System.out.println(System.getProperty("java.specification.version"));
        }
      }
      """;
  private static final int BYTES = 10_000;

  @TempDir Path tools;
  @TempDir Path spool;

  @Test
  void jvm_of_java_8_names_its_recording_and_calls_it_saved() throws Exception {
    Path java8 =
        Jdks.find(8)
            .orElseGet(
                () -> abort("no JDK 8 with bin/jfr in the usual places, nor in JAVA_HOME_8"));
    Path jdk = Jdks.find(Runtime.version().feature()).orElseThrow();
    UndoAgent agent = UndoAgent.build(tools, jdk).orElseGet(() -> abort(UndoAgent.NEEDS_COMPILER));
    Path jar = CallbackJar.in(tools);
    compileProgram();

    ProcessBuilder builder =
        new ProcessBuilder(
                java8.resolve("bin/java").toString(),
                "-javaagent:%s=%s".formatted(jar, spool.resolve("driver")),
                "-agentpath:%s=save_on=always,output=%s,save_callback_class=%s,save_callback_jar=%s"
                    .formatted(
                        agent.library(),
                        spool.resolve("driver.undo"),
                        SaveCallback.class.getName(),
                        jar),
                "-cp",
                tools.toString(),
                "Program")
            .redirectErrorStream(true);
    builder.environment().putAll(UndoAgent.environment(BYTES, tools.resolve("hold")));
    Process jvm = builder.start();
    String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);

    assertThat(jvm.waitFor()).as(output).isZero();
    assertThat(output).isEqualTo("1.8\n");
    Path recording = spool.resolve(theOnly("driver-pid-" + jvm.pid() + "-\\d{8}T\\d{9}\\.undo"));
    assertThat(recording).hasBinaryContent(UndoAgent.recording(BYTES));
    assertThat(Path.of(recording + ".saved")).isEmptyFile();
  }

  private void compileProgram() throws IOException {
    Path source = Files.writeString(tools.resolve("Program.java"), PROGRAM);
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                List.of("--release", "8", "-Xlint:-options", source.toString())
                    .toArray(String[]::new));
    assertThat(exitCode).isZero();
  }

  private String theOnly(String pattern) throws IOException {
    try (Stream<Path> files = Files.list(spool)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches(pattern))
              .toList();
      assertThat(names).hasSize(1);
      return names.getFirst();
    }
  }
}
