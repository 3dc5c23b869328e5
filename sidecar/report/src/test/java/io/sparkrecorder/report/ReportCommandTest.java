package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.sparkrecorder.report.cli.Commands;
import io.sparkrecorder.report.fold.Kind;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports on folders of recordings. */
class ReportCommandTest {
  @TempDir private static Path shared;
  private static Path recording;

  @TempDir private Path folder;

  @BeforeAll
  static void record() throws Exception {
    recording = shared.resolve("recording.jfr");
    try (Recording jfr = new Recording(Configuration.getConfiguration("profile"))) {
      jfr.start();
      long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
      StringBuilder text = new StringBuilder();
      while (System.nanoTime() - end < 0) {
        text.setLength(0);
        for (int number = 0; number < 1_000; number++) {
          text.append(number).append(Math.sqrt(number));
        }
        assertThat(text.toString()).isNotEmpty();
      }
      jfr.dump(recording);
    }
  }

  @Test
  void sums_equal_those_of_the_recording_read_plainly() throws IOException {
    copy("executor-1/a.jfr");

    Profile profile = Reports.of(folder, Optional.empty());

    assertThat(selfWeights(profile, Kind.CPU)).isEqualTo(plain("jdk.ExecutionSample", 0));
    assertThat(selfWeights(profile, Kind.ALLOC).values().stream().mapToLong(it -> it).sum())
        .isEqualTo(
            plain("jdk.ObjectAllocationSample", 0).values().stream().mapToLong(it -> it).sum());
  }

  @Test
  void time_range_counts_only_its_samples() throws IOException {
    copy("executor-1/a.jfr");
    long middle = middle();
    Request request =
        new Request(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Request.Moment.At(Instant.ofEpochMilli(middle))),
            (_, _) -> Optional.empty());

    Profile profile = Reports.of(folder, request);

    assertThat(selfWeights(profile, Kind.CPU))
        .isEqualTo(plain("jdk.ExecutionSample", middle))
        .isNotEqualTo(plain("jdk.ExecutionSample", 0));
  }

  @Test
  void json_matches_its_schema() throws IOException {
    copy("driver/a.jfr");

    Commands.Ran ran = report("--format", "json");

    assertThat(ran.exit()).isZero();
    JsonNode document = new ObjectMapper().readTree(ran.out());
    assertThat(schema("profile").validate(document)).isEmpty();
    assertThat(document.get("samples").get("node").size()).isPositive();
  }

  @Test
  void collapsed_stacks_sum_up_to_the_samples() throws IOException {
    copy("driver/a.jfr");

    Commands.Ran ran = report("--format", "collapsed");

    long sum =
        ran.out().lines().mapToLong(line -> Long.parseLong(line.replaceAll(".* ", ""))).sum();
    assertThat(sum)
        .isEqualTo(plain("jdk.ExecutionSample", 0).values().stream().mapToLong(it -> it).sum());
  }

  @Test
  void unreadable_file_is_a_named_row_and_exit_code_3() throws IOException {
    copy("executor-1/a.jfr");
    Files.createDirectories(folder.resolve("executor-2"));
    Files.writeString(folder.resolve("executor-2/broken.jfr"), "this is no recording");

    Commands.Ran ran = report("--format", "text");

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out()).contains("executor 2: broken.jfr is unreadable: ");
  }

  @Test
  void torn_file_shows_the_chunks_before_the_tear() throws IOException {
    copy("executor-1/a.jfr");
    byte[] whole = Files.readAllBytes(recording);
    byte[] more = java.util.Arrays.copyOf(whole, whole.length + whole.length / 2);
    System.arraycopy(whole, 0, more, whole.length, whole.length / 2);
    Files.write(folder.resolve("executor-1/a.jfr"), more);

    Commands.Ran ran = report("--format", "text");

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out()).contains("a.jfr is torn: ").contains("CPU, Java");
  }

  @Test
  void broken_manifest_falls_back_to_the_files() throws IOException {
    copy("executor-1/a.jfr");
    Files.writeString(folder.resolve("manifest.json"), "{\"version\":1,");

    Commands.Ran ran = report("--format", "text");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("the manifest is not used: ", "executor 1");
  }

  @Test
  void manifest_gives_ends_and_missing_files() throws IOException {
    copy("executor-1/<script>alert(1).jfr");
    Files.writeString(folder.resolve("manifest.json"), manifest());

    Commands.Ran text = report("--format", "text");
    Commands.Ran page = report("--out", "-");

    assertThat(text.out())
        .contains("Executor 1 was killed", "exit code 137; OOMKilled", "heap.hprof is missing");
    assertThat(page.exit()).isZero();
    assertThat(page.out()).contains("<!DOCTYPE html>").doesNotContain("<script>alert(1)");
  }

  @Test
  void closed_recording_without_an_exit_code_is_no_good_end() throws IOException {
    copy("executor-1/<script>alert(1).jfr");
    Files.writeString(
        folder.resolve("manifest.json"),
        manifest()
            .replace("\"reason\":\"OOMKilled\",\"exitCode\":137,", "")
            .replace("\"salvaged\"", "\"whole\""));

    Commands.Ran ran = report("--format", "text");

    assertThat(ran.out())
        .contains("No pod is known to have been killed, lost or failed: 1 pods.")
        .containsPattern("executor 1 +closed ");
  }

  @Test
  void link_out_of_the_folder_is_not_followed() throws IOException {
    Files.createDirectories(folder.resolve("executor-1"));
    Files.createSymbolicLink(folder.resolve("executor-1/<script>alert(1).jfr"), recording);
    Files.writeString(folder.resolve("manifest.json"), manifest());

    Commands.Ran ran = report("--format", "text");

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out()).contains("is unreadable: the file is not a regular file of the folder");
  }

  @Test
  void three_hundred_recordings_become_one_report() throws IOException {
    for (int id = 0; id < 300; id++) {
      Path file = folder.resolve("executor-%d/a.jfr".formatted(id));
      Files.createDirectories(file.getParent());
      Files.createLink(file, recording);
    }

    Profile profile = Reports.of(folder, Optional.empty());

    long one = plain("jdk.ExecutionSample", 0).values().stream().mapToLong(it -> it).sum();
    assertThat(profile.pods()).hasSize(300);
    assertThat(profile.folded().total(Kind.CPU)).isEqualTo(300 * one);
    assertThat(profile.folded().nodes()).isLessThanOrEqualTo(150_000);
    assertThat(profile.folded().rows()).isLessThanOrEqualTo(250_000);
  }

  @Test
  void folder_without_recordings_has_nothing_to_show() {
    Commands.Ran ran = report("--format", "text");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).startsWith("recorder: no recordings in ");
  }

  @Test
  void wrong_use_is_one_clear_error() {
    assertThat(report("--from", "yesterday").exit()).isEqualTo(2);
    assertThat(report("--from", "yesterday").err()).contains("is no time: give a duration");
    assertThat(Commands.run(Map.of(), "report", "spark-1").err()).contains("no bucket is set");
    assertThat(Commands.run(Map.of(), "report", "no/such/folder").exit()).isEqualTo(2);
    assertThat(report("--kind", "heat").err()).contains("expected cpu, native");
  }

  @Test
  void compared_applications_have_an_event_log_each() throws IOException {
    copy("executor-1/a.jfr");
    Path log = Files.writeString(folder.resolve("app-1"), start("mine"));
    Path other = Files.writeString(folder.resolve("app-2"), start("theirs"));
    Path rolled = Files.createDirectories(folder.resolve("eventlog_v2_app-3"));
    String[] compare = {"--format", "json", "--compare", folder.toString(), "--event-log"};

    for (Path ofOne : List.of(log, rolled)) {
      Commands.Ran refused = report(with(compare, ofOne.toString()));
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err())
          .contains("is the log of one application: give that of " + folder)
          .contains("--compare-event-log");
    }
    Commands.Ran both =
        report(with(compare, log.toString(), "--compare-event-log", other.toString()));
    JsonNode profile = new ObjectMapper().readTree(both.out());
    assertThat(profile.at("/application/name").asText()).isEqualTo("mine");
    assertThat(profile.at("/compare/application/name").asText()).isEqualTo("theirs");
    assertThat(report(with(compare, "none")).exit()).isZero();
    assertThat(report("--compare-event-log", "none").err()).contains("belongs to --compare");
  }

  private static String start(String name) {
    return """
    {"Event":"SparkListenerApplicationStart","App Name":"%s","App ID":"app","Timestamp":900}
    """
        .formatted(name);
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  private Commands.Ran report(String... options) {
    String[] words = new String[options.length + 2];
    words[0] = "report";
    words[1] = folder.toString();
    System.arraycopy(options, 0, words, 2, options.length);
    return Commands.run(Map.of(), words);
  }

  private void copy(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.copy(recording, file);
  }

  private static String manifest() throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(Files.readAllBytes(recording));
    return """
    {"version":1,"app":"spark-1","namespace":"team-a","complete":true,
     "written":"2026-01-31T12:30:00Z","pods":[{"role":"executor","executorId":"1","pod":"pi-exec-1",
     "uid":"8e1d","state":"sealed","reason":"OOMKilled","exitCode":137,"skipped":[],"files":[
     {"name":"<script>alert(1).jfr","bytes":%d,"crc32c":"%08x","format":"jfr","state":"salvaged",
      "key":"p/recordings/spark-1/executor-1/<script>alert(1).jfr"},
     {"name":"heap.hprof","bytes":5,"crc32c":"00000000","format":"hprof","state":"whole",
      "missing":"the time ran out"}]}]}
    """
        .formatted(Files.size(recording), crc.getValue());
  }

  private static Map<String, Long> selfWeights(Profile profile, Kind kind) {
    Map<String, Long> weights = new TreeMap<>();
    for (int row = 0; row < profile.folded().rows(); row++) {
      if (profile.folded().kind(row) == kind.index()) {
        weights.merge(
            Reports.stack(profile.folded(), row).getLast(),
            profile.folded().weight(row),
            Long::sum);
      }
    }
    return weights;
  }

  /** Weights by the top frame, by nothing but the JDK's own reader. */
  private static Map<String, Long> plain(String type, long until) throws IOException {
    Map<String, Long> weights = new HashMap<>();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(type)
            && (until == 0 || event.getStartTime().toEpochMilli() <= until)) {
          long weight = event.hasField("weight") ? event.getLong("weight") : 1;
          weights.merge(top(event), weight, Long::sum);
        }
      }
    }
    return new TreeMap<>(weights);
  }

  private static String top(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return "(no stack)";
    }
    RecordedMethod top = event.getStackTrace().getFrames().getFirst().getMethod();
    return top.getType().getName().replaceAll("\\$\\$Lambda.*", "\\$\\$Lambda")
        + "."
        + top.getName();
  }

  private static long middle() throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
        .mapToLong(event -> event.getStartTime().toEpochMilli())
        .sorted()
        .skip(10)
        .findFirst()
        .orElseThrow();
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in =
        ReportCommandTest.class.getResourceAsStream(
            "/io/sparkrecorder/report/%s.schema.json".formatted(name))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
