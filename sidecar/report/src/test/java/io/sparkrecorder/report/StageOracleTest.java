package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.fold.Kind;
import io.sparkrecorder.report.profile.PodReport;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.QueryRow;
import io.sparkrecorder.report.profile.StageRow;
import io.sparkrecorder.report.profile.StageTable;
import io.sparkrecorder.report.write.Html;
import io.sparkrecorder.report.write.ProfileJson;
import io.sparkrecorder.report.write.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real job knows the stage of each of its samples: the report must not contradict it. */
class StageOracleTest {
  private static final Pattern TRUTH = Pattern.compile(".*OracleJob\\.stage(\\d)");

  private static Path root;
  private static OracleRun run;
  private static Path eventLog;
  private static Profile bySpans;
  private static Profile byLog;

  @BeforeAll
  static void run_the_job() throws IOException, InterruptedException {
    root = Files.createTempDirectory("oracle-");
    run = OracleRun.in(root);
    try (Stream<Path> logs = Files.list(run.eventLogs())) {
      eventLog = logs.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    bySpans = Reports.of(run.recordings(), Optional.of(eventLog));
    byLog = Reports.of(withoutSpans(), Optional.of(eventLog));
  }

  @AfterAll
  static void remove() throws IOException {
    delete(root);
  }

  @Test
  void span_never_names_a_wrong_stage() {
    assertThat(wrong(bySpans)).isEmpty();
  }

  @Test
  void event_log_never_names_a_wrong_stage() {
    assertThat(byLog.attribution()).isEqualTo("event-log");
    assertThat(named(byLog)).as("stages named alone").isNotEmpty();
    assertThat(wrong(byLog)).isEmpty();
  }

  @Test
  void shares_of_stages_are_within_five_percent_of_the_truth() {
    assertThat(bySpans.attribution()).isEqualTo("spans");
    Map<Integer, Long> truth = truth(bySpans);
    Map<Integer, Long> named = named(bySpans);
    long all = truth.values().stream().mapToLong(Long::longValue).sum();

    assertThat(truth).containsOnlyKeys(0, 1, 2, 3, 4);
    assertThat(all).as("samples").isGreaterThan(200);
    truth.forEach(
        (stage, samples) ->
            assertThat(named.getOrDefault(stage, 0L) / (double) all)
                .as("stage %d", stage)
                .isCloseTo(samples / (double) all, within(0.05)));
  }

  @Test
  void sample_of_overlapping_stages_is_shared_without_spans() {
    assertThat(byLog.stages().shared()).isNotEmpty();
  }

  @Test
  void stage_knows_its_query() {
    Map<Integer, String> queries = new TreeMap<>();
    List<QueryRow> known = bySpans.stages().queries();
    for (StageRow stage : bySpans.stages().stages()) {
      queries.put(stage.id(), stage.query() < 0 ? "none" : "" + known.get(stage.query()).id());
    }

    assertThat(queries.get(4)).isEqualTo("none");
    assertThat(List.of(queries.get(0), queries.get(1), queries.get(2), queries.get(3)))
        .containsExactlyInAnyOrder("7", "7", "8", "8");
  }

  @Test
  void killed_executor_is_shown_in_the_stage_that_killed_it() {
    PodReport killed =
        bySpans.pods().stream()
            .filter(pod -> pod.ended().how().equals("killed"))
            .findFirst()
            .orElseThrow();

    assertThat(killed.pod().isExecutor()).isTrue();
    assertThat(bySpans.verdict().getFirst()).contains("was killed in stage 4");
  }

  @Test
  void weight_of_every_kind_equals_the_weight_in_the_files() {
    assertThat(bySpans.kinds())
        .allSatisfy(kind -> assertThat(kind.weight()).isEqualTo(kind.inFiles()));
    assertThat(bySpans.folded().total(Kind.CPU)).isPositive();
    assertThat(bySpans.folded().total(Kind.ALLOC)).isPositive();
  }

  @Test
  void planted_secret_is_in_no_output() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProfileJson.write(bySpans, Optional.of(byLog), out);
    Html.write(bySpans, Optional.empty(), out);
    out.write(Summary.of(bySpans).getBytes(StandardCharsets.UTF_8));

    assertThat(holdsSecret(run.recordings())).as("the recordings hold the secret").isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain(OracleRun.secret());
  }

  /** Rows whose stack proves another stage than their own. */
  private static List<String> wrong(Profile profile) {
    Folded folded = profile.folded();
    StageTable stages = profile.stages();
    return IntStream.range(0, folded.rows())
        .filter(row -> contradicts(truth(folded, row), stages, stages.of(folded.stage(row))))
        .mapToObj(
            row ->
                "stage %d is named %s"
                    .formatted(truth(folded, row), stages.label(stages.of(folded.stage(row)))))
        .toList();
  }

  private static boolean contradicts(int truth, StageTable stages, int named) {
    if (truth < 0 || named < 0) {
      return false;
    }
    return named < stages.stages().size()
        ? stages.stages().get(named).id() != truth
        : stages.shared().get(named - stages.stages().size()).stream()
            .noneMatch(stage -> stages.stages().get(stage).id() == truth);
  }

  /** CPU samples by the stage that their stacks prove. */
  private static Map<Integer, Long> truth(Profile profile) {
    Map<Integer, Long> truth = new TreeMap<>();
    Folded folded = profile.folded();
    for (int row = 0; row < folded.rows(); row++) {
      int stage = truth(folded, row);
      if (stage >= 0 && folded.kind(row) == Kind.CPU.index()) {
        truth.merge(stage, folded.weight(row), Long::sum);
      }
    }
    return truth;
  }

  /** The same samples by the stage that the report names alone. */
  private static Map<Integer, Long> named(Profile profile) {
    Map<Integer, Long> named = new TreeMap<>();
    Folded folded = profile.folded();
    for (int row = 0; row < folded.rows(); row++) {
      int stage = profile.stages().of(folded.stage(row));
      boolean single = stage >= 0 && stage < profile.stages().stages().size();
      if (single && truth(folded, row) >= 0 && folded.kind(row) == Kind.CPU.index()) {
        named.merge(profile.stages().stages().get(stage).id(), folded.weight(row), Long::sum);
      }
    }
    return named;
  }

  private static int truth(Folded folded, int row) {
    return Reports.stack(folded, row).stream()
        .map(TRUTH::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .findFirst()
        .orElse(-1);
  }

  /** The same recordings without the events of the plugin, made by the JDK's own tool. */
  private static Path withoutSpans() throws IOException, InterruptedException {
    Path copy = root.resolve("without-spans");
    try (Stream<Path> files = Files.walk(run.recordings())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(run.recordings().relativize(file));
        Files.createDirectories(to.getParent());
        if (Files.size(file) > 0) {
          scrub(file, to);
        }
      }
    }
    return copy;
  }

  /** Copies a file that the tool does not take, which is that of the killed executor. */
  private static void scrub(Path file, Path to) throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/jfr").toString(),
                "scrub",
                "--exclude-events",
                "spark.Task",
                file.toString(),
                to.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (tool.waitFor() != 0) {
      Files.deleteIfExists(to);
    }
  }

  private static boolean holdsSecret(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(OracleRun.secret())) {
          return true;
        }
      }
      return false;
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
