package io.sparkrecorder.report.missing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.report.cli.Commands;
import io.sparkrecorder.s3.model.S3Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code recorder report --missing} on a real S3 server. */
class MissingReportsTest {
  @RegisterExtension static final ReportBed BED = new ReportBed();

  @Test
  void final_manifest_gets_a_report_that_its_index_describes() throws IOException {
    BED.application("spark-1");

    Commands.Ran ran = BED.missing();

    assertThat(ran.exit()).as(ran.toString()).isZero();
    assertThat(ran.out()).contains("made      spark-1  Executor 1 was killed").contains("made 1,");
    String page = index("spark-1").at("/files/1/key").textValue();
    assertThat(BED.read(page.substring(page.indexOf("spark-1/")))).startsWith("<!DOCTYPE html>");
    assertThat(index("spark-1").get("headline").textValue()).startsWith("Executor 1 was killed");
    assertThatFilesMatchIndex("spark-1");
  }

  @Test
  void folder_of_the_doctor_is_no_application() throws IOException {
    BED.write(".doctor/probe", new byte[3]);

    Commands.Ran ran = BED.missing();

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).startsWith("made 0,").doesNotContain("unfinished 1");
  }

  @Test
  void second_run_writes_nothing() throws IOException {
    BED.application("spark-1");
    BED.missing();
    Map<Path, FileTime> before = BED.reports();

    Commands.Ran ran = BED.missing();

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).startsWith("made 0,").contains("up to date 1");
    assertThat(BED.reports()).isEqualTo(before);
  }

  @Test
  void job_that_runs_and_provisional_manifest_are_left() throws IOException {
    BED.write("spark-1/executor-1/a.jfr", new byte[3]);
    BED.application("spark-2");
    BED.manifest(
        "spark-2",
        BED.manifest("spark-2")
            .replace(
                "\"complete\":true", "\"complete\":false,\"reason\":\"provisional: under way\""));

    Commands.Ran ran = BED.missing();

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).startsWith("made 0,").contains("unfinished 2");
    assertThat(BED.reports()).isEmpty();
  }

  @Test
  void changed_manifest_gets_a_new_report_whatever_the_clocks_say() throws IOException {
    BED.application("spark-1");
    BED.missing();
    BED.manifest(
        "spark-1", BED.manifest("spark-1").replace("\"exitCode\":137", "\"exitCode\":143"));
    BED.written("spark-1/manifest.json", Instant.now().minus(2, ChronoUnit.HOURS));

    assertThat(BED.missing("--dry-run").out())
        .contains("missing   spark-1  the manifest has changed");
    assertThat(BED.missing().out()).contains("made      spark-1");
    assertThat(BED.missing().out()).startsWith("made 0,").contains("up to date 1");
  }

  @Test
  void report_that_was_made_before_the_manifest_is_made_again() throws IOException {
    BED.application("spark-1");
    BED.missing();
    String index = BED.read("spark-1/report/index.json");
    BED.write(
        "spark-1/report/index.json",
        index.replaceAll("\"manifest[^,]*,", "").getBytes(StandardCharsets.UTF_8));

    assertThat(BED.missing("--dry-run").out()).contains("the manifest has changed");
    BED.written("spark-1/manifest.json", Instant.now().minus(1, ChronoUnit.HOURS));
    assertThat(BED.missing("--dry-run").out()).contains("the manifest has changed");
  }

  @Test
  void unreadable_application_is_a_named_row_and_stops_no_other() throws IOException {
    BED.manifest("spark-1", "{\"version\":1,");
    BED.application("spark-2");

    Commands.Ran ran = BED.missing();

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out())
        .containsPattern("failed +spark-1  attempt 1: .*manifest.json cannot be read")
        .contains("made      spark-2");
  }

  @Test
  void third_failure_is_the_last_until_the_manifest_changes() throws IOException {
    BED.manifest("spark-1", "{\"version\":1,");
    assertThat(BED.missing().exit()).isEqualTo(3);
    assertThat(BED.missing().out()).contains("attempt 2: ");
    assertThat(BED.missing().out()).contains("attempt 3: ");
    Map<Path, FileTime> before = BED.reports();

    Commands.Ran fourth = BED.missing();

    assertThat(fourth.exit()).isZero();
    assertThat(fourth.out()).containsPattern("given up +spark-1  .*manifest.json cannot be read");
    assertThat(BED.reports()).isEqualTo(before);
    BED.application("spark-1");
    assertThat(BED.missing().out()).contains("made      spark-1");
  }

  @Test
  void attempt_that_kills_the_process_counts() throws IOException {
    BED.application("spark-1");
    List<String> tried = new ArrayList<>();
    MissingReports.Maker killed =
        application -> {
          tried.add(application.url("report"));
          throw new ProcessEnd();
        };

    for (int run = 0; run < 3; run++) {
      assertThatThrownBy(() -> run(killed, new ArrayList<>())).isInstanceOf(ProcessEnd.class);
    }
    List<Outcome> outcomes = new ArrayList<>();
    run(killed, outcomes);

    assertThat(tried).hasSize(3);
    assertThat(outcomes)
        .containsExactly(new Outcome.GivenUp("the process ended during the attempt"));
  }

  @Test
  void application_that_is_too_large_for_the_heap_stops_no_other() throws IOException {
    BED.application("spark-1");
    BED.application("spark-2");
    List<Outcome> outcomes = new ArrayList<>();

    run(
        application -> {
          if (application.application().id().equals("spark-1")) {
            throw new OutOfMemoryError("Java heap space");
          }
          return new Outcome.Made("", 0);
        },
        outcomes);

    assertThat(outcomes)
        .containsExactly(
            new Outcome.Failed(
                1, "the application needs more memory than the heap of this process"),
            new Outcome.Made("", 0));
  }

  @Test
  void outage_ends_the_run_after_one_application() throws IOException {
    BED.application("spark-1");
    BED.application("spark-2");
    List<Outcome> outcomes = new ArrayList<>();
    try {
      assertThatThrownBy(
              () ->
                  run(
                      _ -> {
                        BED.gateway().stop();
                        throw new IOException("connection reset");
                      },
                      outcomes))
          .isInstanceOf(S3Problem.class);
    } finally {
      BED.gateway().restart();
    }

    assertThat(outcomes).isEmpty();
    assertThat(BED.has("spark-2/report/attempts.json")).isFalse();
  }

  @Test
  void since_leaves_older_applications() throws IOException {
    BED.application("spark-1");
    BED.application("spark-2");
    BED.written("spark-1/manifest.json", Instant.now().minus(8, ChronoUnit.DAYS));

    Commands.Ran ran = BED.missing("--since", "7d");

    assertThat(ran.out()).contains("made      spark-2").contains("older 1");
    assertThat(BED.has("spark-1/report/index.json")).isFalse();
  }

  @Test
  void dry_run_writes_nothing() throws IOException {
    BED.application("spark-1");
    BED.manifest("spark-2", "no manifest");

    Commands.Ran ran = BED.missing("--dry-run");

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out())
        .contains("missing   spark-1  no report")
        .contains("failed    spark-2  attempt 1: ");
    assertThat(BED.reports()).isEmpty();
  }

  @Test
  void unread_recording_makes_a_report_that_is_partly_readable() throws IOException {
    BED.application("spark-1");
    BED.write("spark-1/executor-1/a.jfr", "no recording".getBytes(StandardCharsets.UTF_8));

    Commands.Ran ran = BED.missing();

    assertThat(ran.exit()).as("the report is there, and names the file").isZero();
    assertThat(ran.out()).contains("partly    spark-1  recordings not read to their end: 1.");
    assertThat(index("spark-1").get("complete").booleanValue()).isFalse();
    assertThat(BED.missing().out()).contains("up to date 1");
  }

  @Test
  void two_runs_at_once_leave_reports_that_match_their_index() throws IOException {
    for (int number = 0; number < 4; number++) {
      BED.application("spark-" + number);
    }
    CompletableFuture<Commands.Ran> other = CompletableFuture.supplyAsync(BED::missing);

    assertThat(BED.missing().exit()).isZero();

    assertThat(other.join().exit()).isZero();
    for (int number = 0; number < 4; number++) {
      assertThatFilesMatchIndex("spark-" + number);
    }
  }

  @Test
  void ten_thousand_applications_need_no_more_memory() throws Exception {
    BED.application("spark-new");
    for (int number = 0; number < 10_000; number++) {
      String app = "spark-old-%05d".formatted(number);
      BED.writeFile(app + "/manifest.json", new byte[] {'{', '}'});
      BED.writeFile(app + "/report/index.json", new byte[] {'{', '}'});
      BED.written(app + "/manifest.json", Instant.EPOCH);
    }

    SmallProcess.Ran ran = SmallProcess.run(BED, "report", "--missing", "--since", "7d");

    assertThat(ran.out()).contains("made 1,").contains("older 10000");
    assertThat(ran.residentKilobytes()).isLessThan(160 << 10);
  }

  @Test
  void wrong_use_is_one_clear_error() {
    assertThat(BED.missing("spark-1").exit()).isEqualTo(2);
    assertThat(BED.missing("--format", "json").err()).contains("--missing uploads whole reports");
    assertThat(BED.missing("--since", "soon").err()).contains("expected a time such as 2d");
    assertThat(BED.missing("--event-log", "/tmp").err()).contains("give s3://" + BED.bucket());
    assertThat(BED.run("report", "--since", "2d").err()).contains("belong to --missing");
    assertThat(BED.run("report").err()).contains("APP is missing");
  }

  /** Ends a run as a SIGKILL ends it: nothing is written afterwards. */
  private static final class ProcessEnd extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static void run(MissingReports.Maker maker, List<Outcome> outcomes) throws IOException {
    try (Recordings recordings = new Recordings(RecorderSettings.s3From(BED.environment()))) {
      new MissingReports(
              recordings,
              Instant.MIN,
              "0.1.0",
              Optional.of(maker),
              (_, outcome) -> outcomes.add(outcome))
          .run();
    }
  }

  private static JsonNode index(String app) throws IOException {
    return new ObjectMapper().readTree(BED.read(app + "/report/index.json"));
  }

  private static void assertThatFilesMatchIndex(String app) throws IOException {
    JsonNode index = index(app);
    try (InputStream schema =
        MissingReports.class.getResourceAsStream("/io/sparkrecorder/report/index.schema.json")) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(index))
          .isEmpty();
    }
    assertThat(index.get("manifestCrc32c").textValue())
        .isEqualTo(crc32c(Files.readAllBytes(BED.object(app + "/manifest.json"))));
    for (JsonNode file : index.get("files")) {
      String key = file.get("key").textValue();
      byte[] bytes = Files.readAllBytes(BED.object(key.substring(key.indexOf(app + "/"))));
      assertThat(file.get("crc32c").textValue()).as(file.toString()).isEqualTo(crc32c(bytes));
    }
  }

  private static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return "%08x".formatted(crc.getValue());
  }
}
