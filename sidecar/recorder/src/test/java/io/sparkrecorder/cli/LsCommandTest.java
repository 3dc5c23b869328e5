package io.sparkrecorder.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.cli.CliBed.Ran;
import io.sparkrecorder.marker.Manifest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LsCommandTest {
  @RegisterExtension static final CliBed BED = new CliBed();

  @Test
  void empty_bucket_is_reported_with_the_searched_place() {
    Ran ls = BED.run("ls");

    assertThat(ls)
        .isEqualTo(
            new Ran(
                Exit.OK,
                "no application in s3://%s/pipelines/team-a/recordings/\n".formatted(BED.bucket()),
                ""));
  }

  @Test
  void every_application_has_a_line_with_or_without_a_manifest() {
    threeApplications();

    assertThat(BED.run("ls"))
        .isEqualTo(
            new Ran(
                Exit.OK,
                """
                APPLICATION  STATE        PODS  FILES  BYTES  WRITTEN               REASON
                spark-1      complete        2      2   10 B  2026-01-31T12:30:00Z
                spark-2      INCOMPLETE      1      1    3 B  2026-01-31T12:30:00Z  missing-files: 1
                spark-3      no manifest                                            still runs, or its driver's recorder was lost
                """,
                ""));
  }

  @Test
  void list_is_available_as_json() throws IOException {
    threeApplications();

    Ran ls = BED.run("ls", "--output", "json");

    assertThat(JSON.std.mapFrom(ls.out()))
        .isEqualTo(
            Map.of(
                "applications",
                List.of(
                    application("spark-1", true, 2, 2, 10),
                    application("spark-2", false, 1, 1, 3, "missing-files: 1"),
                    Map.of(
                        "app",
                        "spark-3",
                        "reason",
                        "still runs, or its driver's recorder was lost"))));
  }

  @Test
  void incomplete_lists_only_applications_with_missing_recordings() {
    threeApplications();

    assertThat(BED.run("ls", "--incomplete").out())
        .contains("spark-2", "spark-3")
        .doesNotContain("spark-1");
  }

  @Test
  void since_leaves_out_applications_that_ended_before() {
    threeApplications();

    assertThat(BED.run("ls", "--since", "2d").out())
        .contains("spark-3")
        .doesNotContain("spark-1", "spark-2");
    assertThat(BED.run("ls", "--since", "99999d").out()).contains("spark-1", "spark-2", "spark-3");
  }

  @Test
  void wrong_filter_is_one_clear_error() {
    assertThat(BED.run("ls", "--since", "yesterday"))
        .isEqualTo(
            new Ran(
                Exit.USAGE,
                "",
                "recorder: --since yesterday: expected a time such as 2d, 12h or 30m\n"));
    assertThat(BED.run("ls", "spark-1", "--incomplete").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void empty_list_is_valid_json() throws IOException {
    assertThat(JSON.std.mapFrom(BED.run("ls", "--output", "json").out()))
        .isEqualTo(Map.of("applications", List.of()));
  }

  @Test
  void unreadable_manifest_does_not_hide_the_others() {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "bytes").withManifest();
    RecordedApp.of(BED, "spark-2").withManifest("{\"version\":2}".getBytes(UTF_8));

    assertThat(BED.run("ls").out())
        .containsPattern("spark-1 +complete")
        .containsPattern("spark-2 +unreadable");
  }

  @Test
  void application_is_shown_with_pods_files_and_missing_files() {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "app.jfr", "driver")
        .file("executor-1", "jfr/a.jfr", "exec")
        .missing("executor-1", "heap.hprof", "the time ran out")
        .withManifest();

    assertThat(BED.run("ls", "spark-1"))
        .isEqualTo(
            new Ran(
                Exit.OK,
                """
                spark-1: INCOMPLETE
                s3://%s/pipelines/team-a/recordings/spark-1/

                POD            ROLE        STATE   EXIT  FILES  BYTES  REASON
                pi-driver      driver      sealed     -      1    6 B
                pi-executor-1  executor-1  sealed   137      2   14 B  OOMKilled

                ROLE        FILE        FORMAT  STATE      BYTES  NOTE
                driver      app.jfr     jfr     whole        6 B
                executor-1  jfr/a.jfr   jfr     whole        4 B
                executor-1  heap.hprof  jfr     not in S3   10 B  the time ran out
                """
                    .formatted(BED.bucket()),
                ""));
  }

  @Test
  void json_output_is_the_manifest_itself() {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();

    Ran ls = BED.run("ls", "spark-1", "--output", "json");

    assertThat(Manifest.fromJson(ls.out().getBytes(UTF_8)).complete()).isTrue();
  }

  @Test
  void objects_are_listed_if_there_is_no_manifest() throws IOException {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "app.jfr", "driver")
        .object(".store", "driver.7d0c/marker.json", "what recorders tell each other");

    assertThat(BED.run("ls", "spark-1").out())
        .isEqualTo(
            """
            spark-1: no manifest: the job still runs, or its driver's recorder was lost

            FILE            BYTES
            driver/app.jfr    6 B
            """);
    assertThat(JSON.std.mapFrom(BED.run("ls", "spark-1", "--output", "json").out()))
        .isEqualTo(
            Map.of(
                "app",
                "spark-1",
                "objects",
                List.of(
                    Map.of(
                        "key", "pipelines/team-a/recordings/spark-1/driver/app.jfr", "bytes", 6))));
  }

  @Test
  void options_win_over_variables() {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    BED.set("RECORDER_S3_PREFIX", null);
    BED.set("RECORDER_S3_ENDPOINT", null);
    String bucket = BED.bucket();
    BED.set("RECORDER_S3_BUCKET", "another");

    Ran ls =
        BED.run("ls", "--bucket", bucket, "--endpoint", BED.endpoint(), "--namespace", "team-a");

    assertThat(ls.out()).contains("spark-1");
  }

  @Test
  void control_characters_in_manifests_never_reach_the_terminal() throws IOException {
    String hostile = "red \\u001b[31m \u009b2J \\r\\n\u202e \u2028 \\u0007 \u00e9";
    RecordedApp.of(BED, "spark-1")
        .missing("driver", "a.jfr", "why")
        .withManifest(json -> json.replace("\"why\"", '"' + hostile + '"').replace("\n", "\r\n"));

    String table = BED.run("ls", "spark-1").out();
    String json = BED.run("ls", "spark-1", "--output", "json").out();

    assertThat(table).contains("not in S3", "red ");
    assertThat(table + json).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]");
    assertThat(JSON.std.mapFrom(json).toString())
        .as("the JSON means the same")
        .contains("red \u001b[31m \u009b2J \r\n\u202e \u2028 \u0007 \u00e9");
  }

  @Test
  void control_characters_in_keys_never_reach_the_terminal() {
    RecordedApp.of(BED, "spark-1").object("driver", "a\u009b2Jb\u202ec.log", "bytes");

    assertThat(BED.run("ls", "spark-1").out()).contains("driver/a\\u009b2Jb\\u202ec.log");
    assertThat(BED.run("ls", "spark-1", "--output", "json").out())
        .contains("driver/a\\u009b2Jb\\u202ec.log");
  }

  @Test
  void control_characters_in_errors_never_reach_the_terminal() {
    RecordedApp.of(BED, "spark-1")
        .withManifest("{\"version\":1,\"app\":\"\\u001b[2J\"}".getBytes(UTF_8));

    Ran ls = BED.run("ls", "spark-1");

    assertThat(ls.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(ls.out() + ls.err()).doesNotContain("\u001b");
  }

  private static void threeApplications() {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "app.jfr", "driver")
        .file("executor-1", "app.jfr", "exec")
        .withManifest();
    RecordedApp.of(BED, "spark-2")
        .file("driver", "app.jfr", "new")
        .missing("driver", "heap.hprof", "the time ran out")
        .withManifest();
    RecordedApp.of(BED, "spark-3").file("driver", "app.jfr", "still running");
  }

  private static Map<String, Object> application(
      String app, boolean complete, int pods, int files, int bytes) {
    return Map.of(
        "app", app,
        "complete", complete,
        "pods", pods,
        "files", files,
        "bytes", bytes,
        "written", "2026-01-31T12:30:00.123456789Z");
  }

  private static Map<String, Object> application(
      String app, boolean complete, int pods, int files, int bytes, String reason) {
    Map<String, Object> map = new HashMap<>(application(app, complete, pods, files, bytes));
    map.put("reason", reason);
    return map;
  }
}
