package io.sparkrecorder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.cli.CliBed.Ran;
import io.sparkrecorder.marker.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code recorder doctor} on a machine without a cluster. */
class DoctorCommandTest {
  @RegisterExtension static final CliBed BED = new CliBed();

  @TempDir Path store;

  @BeforeEach
  void without_a_cluster() {
    System.setProperty("kubernetes.auth.tryKubeConfig", "false");
    System.setProperty("kubernetes.master", "http://127.0.0.1:1");
    BED.set("RECORDER_STORE", store.toString());
  }

  @AfterEach
  void as_before() {
    System.clearProperty("kubernetes.auth.tryKubeConfig");
    System.clearProperty("kubernetes.master");
  }

  @Test
  void table_ends_with_the_counts_and_exit_code_0() {
    Ran ran = BED.run("doctor", "-n", "team-a");

    assertThat(ran.exit()).as(ran.toString()).isEqualTo(Exit.OK);
    assertThat(ran.out())
        .startsWith("CHECK                          VERDICT  DETAIL\n")
        .contains("s3:AbortMultipartUpload        ok       may abort the upload\n")
        .contains("pipelines/team-a/history is empty")
        .contains("Kubernetes API                 skipped  ")
        .containsPattern("\n0 wrong, \\d warnings, 2 skipped, \\d+ ok\n$");
  }

  @Test
  void wrong_line_has_its_fix_below_and_gives_exit_code_1() {
    BED.useSecretKey("wrong");

    Ran ran = BED.run("doctor");

    assertThat(ran.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(ran.out())
        .containsPattern(
            "s3:ListBucket +wrong +access denied at .*SignatureDoesNotMatch.*\n"
                + " +fix: put valid keys into the secret");
  }

  @Test
  void json_has_the_findings_and_the_counts() {
    BED.useSecretKey("wrong");

    Ran ran = BED.run("doctor", "--output", "json");

    assertThat(ran.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(Json.parse(ran.out()).number("wrong")).isEqualTo(2);
    assertThat(ran.out()).contains("\"check\" : \"s3:ListBucket\"", "\"fix\" : \"put valid keys");
  }

  @Test
  void wrong_options_give_exit_code_2() {
    assertThat(BED.run("doctor", "--peers", "2").exit()).isEqualTo(Exit.USAGE);
    assertThat(BED.run("doctor", "--peers", "2", "--run", "../a").exit()).isEqualTo(Exit.USAGE);
    BED.set("RECORDER_S3_BUCKET", null);
    assertThat(BED.run("doctor").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void bucket_and_volume_are_as_before() throws IOException {
    assertThat(BED.run("doctor").exit()).isEqualTo(Exit.OK);

    assertThat(BED.object(CliBed.PREFIX)).doesNotExist();
    assertThat(store).isEmptyDirectory();
    assertThat(BED.run("ls").out()).startsWith("no application in ");
  }

  @Test
  void folder_of_a_refused_abort_is_no_application() throws IOException {
    Path object = BED.object(CliBed.PREFIX + "/recordings/.doctor/1");
    Files.createDirectories(object.getParent());
    Files.writeString(object, "");

    assertThat(BED.run("ls").out()).startsWith("no application in ");
  }

  @Test
  void injection_is_left_out_on_request() {
    assertThat(BED.run("doctor", "--no-injection").exit()).isEqualTo(Exit.OK);
  }

  @Test
  void pod_with_a_number_only_answers_on_the_volume() throws IOException {
    Path run = Files.createDirectories(store.resolve(".doctor-run-1"));
    Path first = Files.writeString(run.resolve("peer-0"), "node-a 1");
    BED.set("JOB_COMPLETION_INDEX", "1");

    CompletableFuture<Ran> answer =
        CompletableFuture.supplyAsync(() -> BED.run("doctor", "--peers", "2", "--run", "run-1"));
    Path saw = run.resolve("peer-1.saw");
    await().untilAsserted(() -> assertThat(saw).hasContent("0 node-a 1"));
    Files.delete(first);

    assertThat(answer.join().exit()).isEqualTo(Exit.OK);
    assertThat(answer.join().out()).startsWith("pod 1 answered on the shared volume");
    assertThat(store).isEmptyDirectory();
  }
}
