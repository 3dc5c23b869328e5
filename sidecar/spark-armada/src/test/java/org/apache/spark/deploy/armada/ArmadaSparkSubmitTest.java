package org.apache.spark.deploy.armada;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.armada.api.LocalArmada;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts the main class as a user does, with executors as processes of a local server. */
@Timeout(180)
class ArmadaSparkSubmitTest {

  @TempDir private Path folder;
  private LocalArmada armada;
  private String output = "";

  @BeforeEach
  void serve() throws IOException {
    armada = new LocalArmada(folder);
  }

  @AfterEach
  void stop() {
    armada.close();
  }

  @Test
  void an_application_runs_with_the_options_of_spark_submit() throws Exception {
    int code = submit("--executor-memory", "600m", "--num-executors", "1");

    assertThat(output).contains("counted 3 with executors of 600m");
    assertThat(code).as(output).isZero();
    assertThat(armada.items()).hasSize(1);
    assertThat(output)
        .contains("Armada accepted executor 1 as job " + armada.job("1"))
        .contains("Lookout: https://lookout.example.com (queue team, job set ");
  }

  @Test
  @Tag("one-line")
  void cluster_mode_is_one_line_with_the_option_to_type() throws Exception {
    int code = submit("--deploy-mode", "cluster");

    assertThat(code).isEqualTo(1);
    assertThat(output)
        .contains("Error: The driver cannot be a job of Armada yet. Type --deploy-mode client\n")
        .doesNotContain("\tat ");
  }

  @Test
  @Tag("one-line")
  void kill_is_one_line_with_the_command_to_type() throws Exception {
    assertThat(submit("--kill", "driver")).isEqualTo(1);

    assertThat(output)
        .startsWith("Error: --kill needs")
        .contains("armadactl cancel job-set QUEUE APPLICATION-ID");
  }

  @Test
  @Tag("one-line")
  void a_wrong_setting_is_one_line_and_fails() throws Exception {
    assertThat(submit("--conf", "spark.armada.priority=high")).isEqualTo(1);

    assertThat(output).contains("Error: spark.armada.priority=high: expected a number, 0 or more.");
  }

  private int submit(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
    command.addAll(
        Arrays.asList(System.getProperty("spark.opens", "-Dspark.opens=none").split(" ")));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ArmadaSparkSubmit.class.getName());
    command.addAll(List.of("--master", armada.master(), "--class", Joined.class.getName()));
    for (String conf :
        List.of(
            "spark.driver.host=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.kubernetes.container.image=spark:1",
            "spark.armada.queue=team",
            "spark.armada.lookouturl=https://lookout.example.com")) {
      command.addAll(List.of("--conf", conf));
    }
    command.addAll(List.of(options));
    command.add("spark-internal");
    Path log = folder.resolve("driver.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
      output = Files.readString(log);
    }
    return process.exitValue();
  }
}
