package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.report.cli.Commands;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.io.ZStdCompressionCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports on applications in a real S3 server. */
class BucketReportTest {
  private static final SampleRecording PARSING = SampleRecording.parsing();
  private static final SampleRecording JOINING = SampleRecording.joining();
  private static final String PARSE = SampleRecording.class.getName() + ".parse";
  private static final String JOIN = SampleRecording.class.getName() + ".join";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static BucketBed bed;

  @BeforeAll
  static void start() {
    bed = BucketBed.start(folder);
  }

  @AfterEach
  void endFaults() {
    bed.proxy().reset();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void upload_writes_the_index_last_and_it_describes_the_objects() throws IOException {
    bed.application("app-up", Map.of("1", List.of(PARSING)));

    Commands.Ran ran = bed.run("report", "app-up", "--upload");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .containsPattern(
            "s3://recordings/pipelines/team-a/recordings/app-up/report/report-[0-9a-f]{8}.html\n$");
    assertThat(uploaded()).containsExactly("profile.json.gz", "report.html", "index.json");
    JsonNode index = JSON.readTree(bed.read("recordings/app-up/report/index.json"));
    assertThat(index.get("app").asText()).isEqualTo("app-up");
    assertThat(index.get("complete").asBoolean()).isTrue();
    assertThat(index.get("files")).hasSize(2);
    for (JsonNode file : index.get("files")) {
      byte[] object = bed.readKey(file.get("key").asText());
      assertThat(object).hasSize(file.get("bytes").asInt());
      assertThat(Crc32c.of(object).hex()).isEqualTo(file.get("crc32c").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile.json.gz", "report.html", "index.json"})
  void refused_upload_leaves_no_index_and_names_the_missing_parts(String refused)
      throws IOException {
    bed.application("app-refused", Map.of("1", List.of(PARSING)));
    List<String> order = List.of("profile.json.gz", "report.html", "index.json");
    bed.proxy()
        .on(
            request -> request.method().equals("PUT") && request.target().contains(object(refused)),
            Fault.accessDenied());

    Commands.Ran ran = bed.run("report", "app-refused", "--upload");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .startsWith(
            "recorder: the uploaded report is not complete, it lacks %s: "
                .formatted(String.join(", ", order.subList(order.indexOf(refused), order.size()))))
        .contains("AccessDenied");
    assertThat(ran.out()).doesNotContain("s3://recordings/pipelines");
    assertThat(bed.object("recordings/app-refused/report/index.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile.json.gz", "report.html", "index.json"})
  void refused_second_upload_leaves_the_first_report_whole(String refused) throws IOException {
    String app = "app-twice-" + refused.charAt(0);
    bed.application(app, Map.of("1", List.of(PARSING)));
    assertThat(bed.run("report", app, "--upload").exit()).isZero();
    byte[] index = bed.read("recordings/%s/report/index.json".formatted(app));
    bed.application(app, Map.of("1", List.of(PARSING, JOINING)));
    bed.proxy()
        .on(
            request -> request.method().equals("PUT") && request.target().contains(object(refused)),
            Fault.accessDenied());

    assertThat(bed.run("report", app, "--upload").exit()).isEqualTo(1);

    assertThat(bed.read("recordings/%s/report/index.json".formatted(app))).isEqualTo(index);
    JsonNode files = JSON.readTree(index).get("files");
    assertThat(files).hasSize(2);
    for (JsonNode file : files) {
      byte[] object = bed.readKey(file.get("key").asText());
      assertThat(Crc32c.of(object).hex()).isEqualTo(file.get("crc32c").asText());
    }
  }

  /** The beginning of an object's key below the application. */
  private static String object(String name) {
    return "/report/" + (name.equals("index.json") ? name : name.replaceAll("\\..*", "-"));
  }

  @Test
  void compared_and_missing_reports_read_each_manifest_once() {
    bed.application("app-once", Map.of("1", List.of(PARSING)));
    bed.application("app-other-once", Map.of("1", List.of(JOINING)));

    bed.run("report", "app-once", "--compare", "app-other-once", "--format", "text");

    assertThat(bed.proxy().count(gets("app-once/manifest.json"))).isEqualTo(1);
    assertThat(bed.proxy().count(gets("app-other-once/manifest.json"))).isEqualTo(1);
    bed.proxy().reset();
    assertThat(bed.run("report", "--missing").out()).contains("made      app-once");
    assertThat(bed.proxy().count(gets("app-once/manifest.json"))).isEqualTo(1);
  }

  private static java.util.function.Predicate<HttpRequest> gets(String name) {
    return request -> request.method().equals("GET") && request.target().contains(name);
  }

  @Test
  void recording_without_a_manifest_gives_the_start_by_its_header() throws IOException {
    bed.put("recordings/app-running/executor-1/jvm-0.jfr", JOINING.bytes());
    bed.put("recordings/app-running/executor-2/jvm-0.jfr", PARSING.bytes());

    JsonNode profile = json("app-running");

    assertThat(weights(profile)).containsKeys(PARSE, JOIN);
    assertThat(bed.proxy().count(gets("executor-1/jvm-0.jfr"))).isEqualTo(2);
    assertThat(bed.proxy().count(gets("executor-2/jvm-0.jfr"))).isEqualTo(1);
  }

  @Test
  void manifest_that_may_not_be_read_is_one_clear_error() {
    bed.application("app-closed", Map.of("1", List.of(PARSING)));
    bed.proxy().on(reads("manifest.json"), Fault.accessDenied());

    Commands.Ran ran = bed.run("report", "app-closed", "--format", "text");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .startsWith("recorder: ")
        .contains("AccessDenied", "recordings/app-closed/manifest.json");
  }

  @Test
  void recording_that_may_not_be_read_is_a_named_row_and_exit_code_3() {
    bed.application("app-row", executors("1", PARSING, "2", JOINING));
    bed.proxy().on(reads("executor-2/jvm-0.jfr"), Fault.accessDenied());

    Commands.Ran ran = bed.run("report", "app-row", "--format", "text");

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out())
        .contains("executor 2: jvm-0.jfr is unreadable: ", "AccessDenied")
        .contains(PARSE)
        .doesNotContain(JOIN);
  }

  @Test
  void recording_that_is_not_the_one_of_the_manifest_is_a_named_row() {
    bed.application("app-other", executors("1", PARSING, "2", JOINING));
    bed.put("recordings/app-other/executor-2/jvm-0.jfr", PARSING.bytes());

    Commands.Ran ran = bed.run("report", "app-other", "--format", "text");

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out()).contains("executor 2: jvm-0.jfr is unreadable: checksum ");
  }

  @Test
  void several_jvms_of_a_pod_add_up_in_one_row() throws IOException {
    bed.application("app-jvms", Map.of("1", List.of(PARSING, JOINING)));

    JsonNode profile = json("app-jvms");

    assertThat(profile.get("pods")).hasSize(1);
    assertThat(profile.at("/pods/0/files")).hasSize(2);
    assertThat(profile.at("/totals/0/weight").asLong())
        .isEqualTo(PARSING.samples() + JOINING.samples());
    assertThat(weights(profile)).containsKeys(PARSE, JOIN);
    assertThat(profile.at("/pods/0/to").asLong() - profile.at("/pods/0/from").asLong())
        .isGreaterThanOrEqualTo(
            Math.abs(JOINING.to().toEpochMilli() - PARSING.from().toEpochMilli()) / 2);
  }

  @Test
  void compared_application_keeps_its_own_samples() throws IOException {
    bed.application("app-now", Map.of("1", List.of(PARSING)));
    bed.application("app-before", Map.of("1", List.of(JOINING)));

    JsonNode profile = json("app-now", "--compare", "app-before");

    assertThat(profile.at("/application/id").asText()).isEqualTo("app-now");
    assertThat(profile.at("/compare/application/id").asText()).isEqualTo("app-before");
    assertThat(weights(profile)).containsKey(PARSE).doesNotContainKey(JOIN);
    assertThat(weights(profile.get("compare"))).containsKey(JOIN).doesNotContainKey(PARSE);
    assertThat(profile.at("/compare/totals/0/weight").asLong()).isEqualTo(JOINING.samples());
  }

  @Test
  void unknown_application_to_compare_with_is_one_error_before_any_reading() {
    bed.application("app-alone", Map.of("1", List.of(PARSING)));

    Commands.Ran ran = bed.run("report", "app-alone", "--compare", "app-nowhere");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .startsWith("recorder: no application \"app-nowhere\" in s3://recordings/");
    assertThat(bed.proxy().count(reads("jvm-0.jfr"))).isZero();
  }

  @Test
  void rolled_event_log_names_the_stages_from_its_compacted_file_on() throws IOException {
    bed.application("app-rolled", Map.of("7", List.of(PARSING)));
    long middle = (PARSING.from().toEpochMilli() + PARSING.to().toEpochMilli()) / 2;
    String log = "history/eventlog_v2_app-rolled/events_%d_app-rolled.zstd%s";
    bed.put("history/eventlog_v2_app-rolled/appstatus_app-rolled", new byte[0]);
    bed.put(log.formatted(1, ""), zstd(stage(9, "superseded", 0, Long.MAX_VALUE / 2_000_000)));
    bed.put(
        log.formatted(2, ".compact"),
        zstd(start("app-rolled") + stage(3, "scan", PARSING.from().toEpochMilli() - 1, middle)));
    bed.put(
        log.formatted(3, ""), zstd(stage(4, "join", middle + 1, PARSING.to().toEpochMilli() + 1)));

    JsonNode profile = json("app-rolled");

    assertThat(profile.at("/application/name").asText()).isEqualTo("rolled");
    assertThat(profile.at("/application/attribution").asText()).isEqualTo("event-log");
    assertThat(profile.at("/application/eventLog").asText())
        .isEqualTo("s3://recordings/pipelines/team-a/history/eventlog_v2_app-rolled/");
    assertThat(stages(profile)).isEqualTo(Set.of("scan", "join"));
  }

  private static Map<String, List<SampleRecording>> executors(
      String id, SampleRecording recording, String otherId, SampleRecording other) {
    return Map.of(id, List.of(recording), otherId, List.of(other));
  }

  private static List<String> uploaded() {
    return bed.proxy().requests().stream()
        .filter(request -> request.method().equals("PUT"))
        .map(request -> request.target().replaceAll("\\?.*", "").replaceAll(".*/", ""))
        .map(name -> name.replaceFirst("-[0-9a-f]{8}\\.", "."))
        .toList();
  }

  private static java.util.function.Predicate<HttpRequest> reads(String name) {
    return request -> !request.method().equals("PUT") && request.target().contains(name);
  }

  private static JsonNode json(String app, String... options) throws IOException {
    String[] words = new String[options.length + 4];
    System.arraycopy(new String[] {"report", app, "--format", "json"}, 0, words, 0, 4);
    System.arraycopy(options, 0, words, 4, options.length);
    Commands.Ran ran = bed.run(words);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isZero();
    return JSON.readTree(ran.out());
  }

  /** Weights of CPU samples by each method that is on the stack. */
  private static Map<String, Long> weights(JsonNode profile) {
    Map<String, Long> weights = new TreeMap<>();
    JsonNode samples = profile.get("samples");
    int leaf = 0;
    for (int row = 0; row < samples.get("node").size(); row++) {
      leaf += samples.get("node").get(row).asInt();
      if (samples.get("kind").get(row).asInt() == 0) {
        for (String name : stack(profile, leaf)) {
          weights.merge(name, samples.get("weight").get(row).asLong(), Long::sum);
        }
      }
    }
    return weights;
  }

  private static Set<String> stack(JsonNode profile, int leaf) {
    Set<String> names = new TreeSet<>();
    int node = leaf;
    while (node > 0) {
      names.add(profile.get("names").get(profile.at("/tree/name").get(node).asInt()).asText());
      node -= profile.at("/tree/parent").get(node).asInt();
    }
    return names;
  }

  /** Names of the stages that have CPU samples. */
  private static Set<String> stages(JsonNode profile) {
    Set<String> stages = new TreeSet<>();
    JsonNode samples = profile.get("samples");
    for (int row = 0; row < samples.get("stage").size(); row++) {
      int stage = samples.get("stage").get(row).asInt();
      if (stage >= 0 && samples.get("kind").get(row).asInt() == 0) {
        stages.add(profile.get("stages").get(stage).get("name").asText());
      }
    }
    return stages;
  }

  private static String start(String app) {
    return """
    {"Event":"SparkListenerApplicationStart","App Name":"rolled","App ID":"%s","Timestamp":%d}
    """
        .formatted(app, PARSING.from().toEpochMilli());
  }

  private static String stage(int id, String name, long from, long to) {
    return """
    {"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":%d,"Stage Attempt ID":0,\
    "Stage Name":"%s","Submission Time":%d}}
    {"Event":"SparkListenerTaskEnd","Stage ID":%d,"Stage Attempt ID":0,\
    "Task Info":{"Task ID":%d,"Launch Time":%d,"Executor ID":"7","Finish Time":%d}}
    """
        .formatted(id, name, from, id, id, from, to);
  }

  private static byte[] zstd(String text) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out =
        new ZStdCompressionCodec(new SparkConf(false)).compressedOutputStream(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file.toByteArray();
  }
}
