package io.sparkrecorder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sends SIGTERM to real processes in the middle of the checks. */
@EnabledOnOs(OS.LINUX)
class InterruptedDoctorTest {
  private static final String BUCKET = "recordings";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int TERMINATED = 143;

  @TempDir Path root;
  private Path volume;
  private VersityGateway gateway;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    volume = Files.createDirectory(root.resolve("store"));
    gateway = VersityGateway.start(root.resolve("s3"));
    gateway.createBucket(BUCKET);
    proxy = FaultProxy.before(gateway.endpoint());
  }

  @AfterEach
  void close() {
    proxy.close();
    gateway.close();
  }

  @Test
  void sigterm_in_the_middle_of_an_upload_leaves_the_bucket_as_it_was() throws Exception {
    CountDownLatch signalled = new CountDownLatch(1);
    proxy.on(HttpRequest::isPart, 1, new Fault.Before(() -> hold(signalled)));
    Process doctor = start("--no-injection");
    await("a part is on its way").atMost(LONG).until(() -> proxy.count(HttpRequest::isPart) > 0);
    assertThat(gateway.unfinishedUploads(BUCKET)).hasSize(1);

    doctor.toHandle().destroy();
    signalled.countDown();

    assertThat(exit(doctor)).isEqualTo(TERMINATED);
    assertThat(gateway.unfinishedUploads(BUCKET)).isEmpty();
    assertThat(objects()).isEmpty();
    assertThat(volume).isEmptyDirectory();
    assertThat(log()).contains("interrupted, so that not all checks were made");
  }

  @Test
  void sigterm_while_pods_wait_for_each_other_leaves_the_volume_as_it_was() throws Exception {
    Process doctor = start("--peers", "2", "--run", "run-1");
    Path written = volume.resolve(".doctor-run-1/peer-0");
    await("it waits for its peer").atMost(LONG).until(() -> Files.exists(written));

    doctor.toHandle().destroy();

    assertThat(exit(doctor)).isEqualTo(TERMINATED);
    assertThat(volume).isEmptyDirectory();
    assertThat(log()).doesNotContain("did not show");
  }

  private Process start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.sparkrecorder.cli.Main",
                "doctor"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(root.resolve("log").toFile())
            .redirectErrorStream(true);
    builder.environment().put("RECORDER_S3_BUCKET", BUCKET);
    builder.environment().put("RECORDER_S3_ENDPOINT", proxy.endpoint().toString());
    builder.environment().put("RECORDER_S3_REGION", "us-east-1");
    builder.environment().put("RECORDER_STORE", volume.toString());
    builder.environment().put("AWS_ACCESS_KEY_ID", gateway.accessKey());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", gateway.secretKey());
    builder.environment().put("KUBECONFIG", root.resolve("none").toString());
    return builder.start();
  }

  private int exit(Process doctor) throws InterruptedException, IOException {
    assertThat(doctor.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
    return doctor.exitValue();
  }

  private String log() throws IOException {
    return Files.readString(root.resolve("log"));
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(gateway.root().resolve(BUCKET))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
