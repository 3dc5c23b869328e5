package io.sparkrecorder.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.codeguruprofilerjavaagent.Profiler;

/** The plugin with a stand-in for CodeGuru's agent, called as Spark calls it. */
class ProfilerPluginTest {
  private final BiFunction<String, Boolean, Profiler.Agent> reporting = Profiler.agents;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final PluginLog log = PluginLog.open();

  @BeforeEach
  void use_an_agent_that_notes_its_calls() {
    Profiler.agents = (group, heapSummary) -> new NotingAgent(group + " heap=" + heapSummary);
  }

  @AfterEach
  void restore() {
    Profiler.agents = reporting;
    log.close();
  }

  @Test
  void executor_is_profiled_from_init_to_shutdown() {
    JvmOfSpark jvm = new JvmOfSpark(environment("{'profilingGroupName':'g'}"), conf());
    jvm.executor("1", () -> await().until(() -> calls.contains("start g heap=true")));

    assertThat(calls).containsExactly("start g heap=true", "stop g heap=true");
    assertThat(log.notes())
        .containsExactly(
            "Profiling executor-1 with CodeGuru, profiling group g",
            "Profiling has ended: CodeGuru, profiling group g");
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void driver_is_profiled_by_yarn_style_configuration_when_enabled() {
    SparkConf conf =
        conf()
            .set("spark.executorEnv.ENABLE_AMAZON_PROFILER", "true")
            .set("spark.executorEnv.PROFILING_CONTEXT", "{\\\"profilingGroupName\\\":\\\"demo\\\"}")
            .set("spark.yarn.appMasterEnv.ENABLE_AMAZON_PROFILER", "true")
            .set(
                "spark.yarn.appMasterEnv.PROFILING_CONTEXT",
                "{\\\"profilingGroupName\\\":\\\"demo\\\",\\\"driverEnabled\\\":\\\"true\\\",\\\"heapSummaryEnabled\\\":false}");
    JvmOfSpark jvm = new JvmOfSpark(Map.of(), conf);
    jvm.driver(() -> await().until(() -> calls.size() == 1));
    jvm.executor("7", () -> await().until(() -> calls.size() == 3));

    assertThat(calls)
        .containsExactly(
            "start demo heap=false",
            "stop demo heap=false",
            "start demo heap=true",
            "stop demo heap=true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'profilingGroupName':'g'} | driver",
        "{'profilingGroupName':'g','driverEnabled':true,'executorEnabled':'false'} | executor",
        "{'profilingGroupName':'g','probability':0} | executor"
      })
  void role_that_is_not_enabled_or_selected_has_no_profiler(String json, String role) {
    JvmOfSpark jvm = new JvmOfSpark(environment(json), conf());
    if (role.equals("driver")) {
      jvm.driver(() -> {});
    } else {
      jvm.executor("1", () -> {});
    }

    assertThat(calls).isEmpty();
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void driver_is_profiled_whatever_the_probability() {
    JvmOfSpark jvm =
        new JvmOfSpark(
            environment("{'profilingGroupName':'g','driverEnabled':true,'probability':0}"), conf());
    jvm.driver(() -> await().until(() -> calls.size() == 1));

    assertThat(calls).hasSize(2);
  }

  @Test
  void a_third_of_40_executors_is_profiled_and_the_same_after_a_restart() {
    JvmOfSpark jvm =
        new JvmOfSpark(environment("{'profilingGroupName':'g','probability':0.3}"), conf());
    List<Integer> profiled = profiledOf40(jvm);
    List<Integer> afterRestart = profiledOf40(jvm);

    assertThat(profiled).hasSizeBetween(7, 18);
    assertThat(afterRestart).isEqualTo(profiled);
  }

  private List<Integer> profiledOf40(JvmOfSpark jvm) {
    return IntStream.range(0, 40)
        .filter(
            id -> {
              calls.clear();
              jvm.executor("" + id, () -> {});
              return !calls.isEmpty();
            })
        .boxed()
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'profilingGroupName':'g','probability':'x'} | spark.a | | PROFILING_CONTEXT.probability is \"x\": expected a number from 0 to 1, such as 0.1",
        "{} | spark.a | | PROFILING_CONTEXT.profilingGroupName is not set: CodeGuru needs it",
        "broken | spark.a | | PROFILING_CONTEXT is not valid JSON: Unrecognized token 'broken': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        "{'profilingGroupName':'g'} | spark.recorder.profiler | perf | spark.recorder.profiler is \"perf\": expected auto, codeguru, jfr or async-profiler",
        "{} | spark.recorder.profiler | jfr | spark.recorder.profiler.spool is \"/recordings-absent\": expected a folder that this JVM may write to",
        "{} | spark.recorder.profiler | async-profiler | spark.recorder.profiler.asyncProfiler.library is \"/absent.so\": expected the path of libasyncProfiler.so"
      })
  void wrong_value_is_one_log_line_and_the_job_goes_on(
      String json, String key, String value, String expected) {
    SparkConf conf =
        conf()
            .set(key, value == null ? "" : value)
            .set("spark.recorder.profiler.asyncProfiler.library", "/absent.so")
            .set(
                "spark.recorder.profiler.spool",
                expected.contains(".spool")
                    ? "/recordings-absent"
                    : System.getProperty("java.io.tmpdir"));
    JvmOfSpark jvm = new JvmOfSpark(environment(json), conf);

    assertThatCode(() -> jvm.executor("1", () -> {})).doesNotThrowAnyException();
    assertThat(log.warnings()).containsExactly("This JVM is not profiled: " + expected);
    assertThat(calls).isEmpty();
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new NoClassDefFoundError("com/amazonaws/Missing"),
        new ExceptionInInitializerError("static"),
        new StackOverflowError(),
        new OutOfMemoryError("stand-in"),
        new AssertionError("stand-in"),
        new IllegalStateException("no region"),
        new java.io.IOException("refused"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void agent_that_fails_to_start_is_one_log_line(Throwable failure) {
    Profiler.agents = (group, heapSummary) -> new FailingAgent(failure, null);
    JvmOfSpark jvm = new JvmOfSpark(environment("{'profilingGroupName':'g'}"), conf());

    assertThatCode(() -> jvm.executor("1", () -> {})).doesNotThrowAnyException();
    assertThat(log.warnings())
        .containsExactly("This JVM is not profiled: the profiler could not start: " + failure);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void agent_that_fails_to_stop_is_one_log_line(Throwable failure) {
    Profiler.agents = (group, heapSummary) -> new FailingAgent(null, failure);
    JvmOfSpark jvm = new JvmOfSpark(environment("{'profilingGroupName':'g'}"), conf());

    assertThatCode(() -> jvm.executor("1", () -> {})).doesNotThrowAnyException();
    assertThat(log.warnings())
        .containsExactly("Profiling did not end well: CodeGuru, profiling group g: " + failure);
    Profiler.agents = (group, heapSummary) -> new NotingAgent("next");
    jvm.executor("1", () -> {});
    assertThat(calls).as("the next plugin of this JVM").containsExactly("start next", "stop next");
  }

  @Test
  void builder_that_throws_an_error_is_one_log_line() {
    Profiler.agents =
        (group, heapSummary) -> {
          throw new UnsatisfiedLinkError("native half");
        };
    JvmOfSpark jvm = new JvmOfSpark(environment("{'profilingGroupName':'g'}"), conf());

    assertThatCode(() -> jvm.driver(() -> jvm.executor("1", () -> {}))).doesNotThrowAnyException();
    assertThat(log.warnings()).hasSize(1).first().asString().endsWith("native half");
  }

  @Test
  void start_that_hangs_delays_neither_init_nor_the_end_for_long() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Profiler.agents =
        (group, heapSummary) ->
            new NotingAgent("hanging") {
              @Override
              public void start() throws InterruptedException {
                super.start();
                try {
                  never.await();
                } catch (InterruptedException e) {
                  interrupted.set(true);
                  throw e;
                }
              }
            };
    long begin = System.nanoTime();
    JvmOfSpark jvm =
        new JvmOfSpark(environment("{'profilingGroupName':'g'}"), conf(), Duration.ofSeconds(1));
    jvm.executor("1", () -> await().until(() -> calls.contains("start hanging")));

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    assertThat(log.warnings()).first().isEqualTo("Profiling did not start within 1 s");
    await().until(interrupted::get);
    await().until(() -> threads().isEmpty());
  }

  @Test
  void start_that_ends_after_the_shutdown_is_stopped_at_once() {
    CountDownLatch late = new CountDownLatch(1);
    Profiler.agents =
        (group, heapSummary) ->
            new NotingAgent("late") {
              @Override
              public void start() throws InterruptedException {
                super.start();
                awaitWithoutInterrupt(late);
              }
            };
    JvmOfSpark jvm =
        new JvmOfSpark(environment("{'profilingGroupName':'g'}"), conf(), Duration.ofSeconds(1));
    jvm.executor("1", () -> await().until(() -> calls.contains("start late")));
    assertThat(calls).containsExactly("start late");
    late.countDown();

    await().until(() -> calls.contains("stop late"));
    await().until(() -> threads().isEmpty());
  }

  private static void awaitWithoutInterrupt(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // as an agent may do
      }
    }
  }

  @Test
  void nothing_of_the_plugin_runs_after_shutdown() {
    JvmOfSpark jvm = new JvmOfSpark(environment("{'profilingGroupName':'g'}"), conf());
    jvm.executor("1", () -> {});

    assertThat(calls).containsExactly("start g heap=true", "stop g heap=true");
    await().until(() -> threads().isEmpty());
  }

  @Test
  void driver_and_executor_of_local_mode_share_one_profiler() {
    JvmOfSpark jvm =
        new JvmOfSpark(
            environment("{'profilingGroupName':'g','driverEnabled':true,'probability':0.001}"),
            conf());
    jvm.driver(
        () -> {
          await().until(() -> calls.size() == 1);
          jvm.executor("driver", () -> {});
        });

    assertThat(calls).containsExactly("start g heap=true", "stop g heap=true");
    assertThat(log.notes())
        .contains("Not profiled for executor-driver: this JVM has a profiler already");
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("spark-recorder-profiler"))
        .collect(Collectors.toList());
  }

  private static SparkConf conf() {
    return new SparkConf(false).set("spark.app.id", "spark-0123456789");
  }

  private static Map<String, String> environment(String json) {
    return Map.of("ENABLE_AMAZON_PROFILER", "true", "PROFILING_CONTEXT", json.replace('\'', '"'));
  }

  private class NotingAgent implements Profiler.Agent {
    private final String name;

    NotingAgent(String name) {
      this.name = name;
    }

    @Override
    public void start() throws InterruptedException {
      calls.add("start " + name);
    }

    @Override
    public void stop() {
      calls.add("stop " + name);
    }
  }

  private static final class FailingAgent implements Profiler.Agent {
    private final Throwable atStart;
    private final Throwable atStop;

    FailingAgent(Throwable atStart, Throwable atStop) {
      this.atStart = atStart;
      this.atStop = atStop;
    }

    @Override
    public void start() throws Exception {
      fail(atStart);
    }

    @Override
    public void stop() throws Exception {
      fail(atStop);
    }

    private static void fail(Throwable failure) throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (Exception) failure;
      }
    }
  }
}
