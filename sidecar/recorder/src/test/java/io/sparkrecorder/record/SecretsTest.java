package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.RecordedJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plants canaries wherever a job keeps secrets, and searches every byte that the recorder moves for
 * them. The JVM records with exactly the options that the chart renders.
 */
@EnabledOnOs(OS.LINUX)
class SecretsTest {
  private static final String[] ALL_ALLOWED = {
    "agent.sensitive.environment=true",
    "agent.sensitive.systemProperties=true",
    "agent.sensitive.commandLine=true",
    "agent.sensitive.processes=true"
  };
  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

  @TempDir Path root;

  /** The places where a secret is planted, each with its own word. */
  private enum Canary {
    ENVIRONMENT,
    PROPERTY,
    SPARK_CONF,
    ARGUMENT,
    TOOL_OPTIONS,
    AGENT_OPTION,
    CHILD_PROCESS,
    OTHER_PROCESS;

    String word() {
      return "canary-" + name().toLowerCase(Locale.ROOT).replace('_', '-') + "-5e1d";
    }
  }

  /** The ways in which the JVM ends. */
  private enum End {
    EXIT,
    KILL,
    CRASH
  }

  @ParameterizedTest
  @CsvSource({"17, EXIT", "17, KILL", "17, CRASH", "25, EXIT", "25, KILL", "25, CRASH"})
  void jfr_and_crash_logs_hold_no_secret_by_default(int jdk, End end) throws Exception {
    RecorderProcess recorder = recorder();
    record(jdk, end, ChartOptions.driver(recorder.spool()), recorder);

    assertThat(found()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"17, profile", "25, profile", "17, default", "25, default"})
  void settings_of_the_jvm_add_no_secret(int jdk, String settings) throws Exception {
    RecorderProcess recorder = recorder();
    List<String> options = ChartOptions.driver(recorder.spool(), "agent.jfr.settings=" + settings);
    record(jdk, End.EXIT, options, recorder);

    assertThat(found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void text_of_a_settings_file_adds_no_secret(int jdk) throws Exception {
    RecorderProcess recorder = recorder();
    Path jfc = home(jdk).resolve("lib/jfr/profile.jfc");
    record(jdk, End.EXIT, ChartOptions.driverWithText(recorder.spool(), jfc), recorder);

    assertThat(found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void settings_file_of_the_user_adds_no_secret(int jdk) throws Exception {
    RecorderProcess recorder = recorder();
    Path jfc = home(jdk).resolve("lib/jfr/profile.jfc");
    List<String> options = ChartOptions.driver(recorder.spool(), "agent.jfr.settings=" + jfc);
    record(jdk, End.EXIT, options, recorder);

    assertThat(found()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"17, EXIT", "17, CRASH", "25, EXIT", "25, CRASH"})
  void async_profiler_holds_no_secret_by_default(int jdk, End end) throws Exception {
    RecorderProcess recorder = recorder();
    record(jdk, end, profiler(recorder), recorder);

    assertThat(found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void allowed_jfr_holds_every_secret(int jdk) throws Exception {
    RecorderProcess recorder = recorder();
    record(jdk, End.EXIT, ChartOptions.driver(recorder.spool(), ALL_ALLOWED), recorder);

    assertThat(found()).isEqualTo(EnumSet.allOf(Canary.class));
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void allowed_crash_log_holds_the_command_line(int jdk) throws Exception {
    RecorderProcess recorder = recorder().with("RECORDER_SENSITIVE", "environment,command-line");
    record(jdk, End.CRASH, List.of("-XX:ErrorFile=" + recorder.spool() + "/hs_err.log"), recorder);

    assertThat(found())
        .containsExactlyInAnyOrder(
            Canary.PROPERTY,
            Canary.SPARK_CONF,
            Canary.ARGUMENT,
            Canary.TOOL_OPTIONS,
            Canary.AGENT_OPTION);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void allowed_async_profiler_holds_properties_and_command_line(int jdk) throws Exception {
    RecorderProcess recorder = recorder();
    record(jdk, End.EXIT, profiler(recorder, ALL_ALLOWED), recorder);

    assertThat(found())
        .contains(Canary.PROPERTY, Canary.SPARK_CONF, Canary.ARGUMENT, Canary.TOOL_OPTIONS);
  }

  private RecorderProcess recorder() throws IOException {
    return RecorderProcess.executor(root, "1");
  }

  /** Runs a recorded JVM from start to end, and its pod's recorder until everything is moved. */
  private void record(int jdk, End end, List<String> options, RecorderProcess recorder)
      throws Exception {
    List<String> all = new ArrayList<>(options);
    all.add("-Dpassword=" + Canary.PROPERTY.word());
    all.add("-Dspark.hadoop.fs.s3a.secret.key=" + Canary.SPARK_CONF.word());
    all.add("-javaagent:" + agent() + "=" + Canary.AGENT_OPTION.word());
    Map<String, String> environment =
        Map.of(
            "AWS_SECRET_ACCESS_KEY",
            Canary.ENVIRONMENT.word(),
            "JAVA_TOOL_OPTIONS",
            "-Dtool=" + Canary.TOOL_OPTIONS.word());
    List<String> arguments = List.of("--password", Canary.ARGUMENT.word());
    Process other =
        new ProcessBuilder("sh", "-c", "sleep 60; :", Canary.OTHER_PROCESS.word()).start();
    try (recorder;
        RecordedJvm jvm =
            RecordedJvm.start(home(jdk), recorder.spool(), all, arguments, environment)) {
      recorder.start();
      jvm.emit(100);
      jvm.run(Canary.CHILD_PROCESS.word());
      switch (end) {
        case EXIT -> jvm.exitNormally();
        case KILL -> jvm.kill();
        case CRASH -> jvm.crash();
      }
      // Standard error is not a recording.
      Files.delete(recorder.spool().resolve("stderr.txt"));
      assertThat(recorder.drain()).isZero();
      assertThat(recorder.marker().files()).isNotEmpty();
      Files.writeString(root.resolve("store/log"), recorder.log());
    } finally {
      other.destroyForcibly();
    }
  }

  /** The canaries that appear in a file of the store or in the recorder's log. */
  private Set<Canary> found() throws IOException {
    Set<Canary> found = EnumSet.noneOf(Canary.class);
    try (Stream<Path> files = Files.walk(root.resolve("store"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        Stream.of(Canary.values()).filter(canary -> holds(bytes, canary)).forEach(found::add);
      }
    }
    return found;
  }

  private static boolean holds(String bytes, Canary canary) {
    return ENCODINGS.stream()
        .map(encoding -> canary.word().getBytes(encoding))
        .anyMatch(word -> bytes.contains(new String(word, StandardCharsets.ISO_8859_1)));
  }

  private List<String> profiler(RecorderProcess recorder, String... values) throws Exception {
    Path library = root.resolve("libasyncProfiler.so");
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    String resource = "/linux-" + machine + "/libasyncProfiler.so";
    try (InputStream bytes = SecretsTest.class.getResourceAsStream(resource)) {
      Files.copy(bytes, library);
    }
    List<String> all = new ArrayList<>(List.of(values));
    all.add("agent.type=async-profiler");
    all.add("agent.asyncProfiler.library=" + library);
    return ChartOptions.driver(recorder.spool(), all.toArray(String[]::new));
  }

  /** Builds a Java agent that ignores its options; its class is the workload's. */
  private Path agent() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .putValue("Premain-Class", "io.sparkrecorder.testbed.workload.Workload");
    Path jar = root.resolve("agent.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  private static Path home(int jdk) {
    Assumptions.assumeTrue(Jdks.find(jdk).isPresent(), "JDK " + jdk);
    return Jdks.find(jdk).orElseThrow();
  }
}
