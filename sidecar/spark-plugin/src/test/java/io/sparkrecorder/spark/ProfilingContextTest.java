package io.sparkrecorder.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilingContextTest {
  private static final String GROUP = "{\"profilingGroupName\":\"g\"}";

  @Test
  void defaults_are_those_of_amazons_plugin() throws Exception {
    ProfilingContext context = ProfilingContext.parse("{}");

    assertThat(context.profilingGroupName()).isEmpty();
    assertThat(context.driverEnabled()).isFalse();
    assertThat(context.executorEnabled()).isTrue();
    assertThat(context.heapSummaryEnabled()).isTrue();
    assertThat(context.probability()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'profilingGroupName':'g','driverEnabled':true,'executorEnabled':false,'heapSummaryEnabled':false,'probability':0.25}",
        "{'profilingGroupName':'g','driverEnabled':'true','executorEnabled':'False','heapSummaryEnabled':' false ','probability':'0.25'}",
        " {'more':{'a':[1]},'probability':25e-2,'heapSummaryEnabled':false,'executorEnabled':false,'driverEnabled':true,'profilingGroupName':' g '} "
      })
  void every_key_is_read_as_json_value_or_as_string(String json) throws Exception {
    ProfilingContext context = ProfilingContext.parse(json.replace('\'', '"'));

    assertThat(context.profilingGroupName()).isEqualTo("g");
    assertThat(context.driverEnabled()).isTrue();
    assertThat(context.executorEnabled()).isFalse();
    assertThat(context.heapSummaryEnabled()).isFalse();
    assertThat(context.probability()).isEqualTo(0.25);
  }

  @Test
  void null_counts_as_unset() throws Exception {
    ProfilingContext context =
        ProfilingContext.parse(
            "{\"profilingGroupName\":null,\"executorEnabled\":null,\"probability\":null}");

    assertThat(context.profilingGroupName()).isEmpty();
    assertThat(context.executorEnabled()).isTrue();
    assertThat(context.probability()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\\\"profilingGroupName\\\":\\\"g\\\",\\\"driverEnabled\\\":\\\"true\\\"}",
        "{\\\"profilingGroupName\\\":\\\"g\\\"\\,\\\"driverEnabled\\\":\\\"true\\\"}"
      })
  void escapes_for_yarns_shell_are_removed(String json) throws Exception {
    ProfilingContext context = ProfilingContext.parse(json);

    assertThat(context.profilingGroupName()).isEqualTo("g");
    assertThat(context.driverEnabled()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"probability\":1.1} | PROFILING_CONTEXT.probability is \"1.1\": expected a number from 0 to 1, such as 0.1",
        "{\"probability\":-0.1} | PROFILING_CONTEXT.probability is \"-0.1\": expected a number from 0 to 1, such as 0.1",
        "{\"probability\":\"NaN\"} | PROFILING_CONTEXT.probability is \"NaN\": expected a number from 0 to 1, such as 0.1",
        "{\"probability\":\"often\"} | PROFILING_CONTEXT.probability is \"often\": expected a number from 0 to 1, such as 0.1",
        "{\"probability\":[]} | PROFILING_CONTEXT.probability is \"[]\": expected a number from 0 to 1, such as 0.1",
        "{\"driverEnabled\":1} | PROFILING_CONTEXT.driverEnabled is \"1\": expected true or false",
        "{\"executorEnabled\":\"yes\"} | PROFILING_CONTEXT.executorEnabled is \"yes\": expected true or false",
        "{\"heapSummaryEnabled\":{}} | PROFILING_CONTEXT.heapSummaryEnabled is \"{}\": expected true or false",
        "{\"profilingGroupName\":7} | PROFILING_CONTEXT.profilingGroupName is \"7\": expected a string",
        "[] | PROFILING_CONTEXT is no JSON object: expected {\"profilingGroupName\": \"...\", ...}",
        "`` | PROFILING_CONTEXT is no JSON object: expected {\"profilingGroupName\": \"...\", ...}",
        "my-group | PROFILING_CONTEXT is not valid JSON: Unrecognized token 'my'",
        "{} {} | PROFILING_CONTEXT is not valid JSON: Trailing token",
        "{\"profilingGroupName\" | PROFILING_CONTEXT is not valid JSON: Unexpected end-of-input"
      })
  void wrong_value_is_named_with_the_expected_one(String json, String message) {
    assertThatThrownBy(() -> ProfilingContext.parse(json))
        .isInstanceOf(WrongSettings.class)
        .hasMessageStartingWith(message)
        .message()
        .hasLineCount(1);
  }

  @Test
  void all_wrong_values_are_named_at_once() {
    assertThatThrownBy(() -> ProfilingContext.parse("{\"driverEnabled\":\"on\",\"probability\":2}"))
        .hasMessage(
            "PROFILING_CONTEXT.driverEnabled is \"on\": expected true or false; "
                + "PROFILING_CONTEXT.probability is \"2\": expected a number from 0 to 1, such as 0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "false", "FALSE"})
  void profiling_is_off_unless_enabled(String enable) throws Exception {
    assertThat(
            ProfilingContext.find(
                Role.EXECUTOR,
                Map.of("ENABLE_AMAZON_PROFILER", enable, "PROFILING_CONTEXT", "broken"),
                new SparkConf(false)))
        .isEmpty();
    assertThat(ProfilingContext.find(Role.DRIVER, Map.of(), new SparkConf(false))).isEmpty();
  }

  @Test
  void enabled_without_context_and_wrong_switch_are_named() {
    assertThatThrownBy(
            () ->
                ProfilingContext.find(
                    Role.DRIVER, Map.of("ENABLE_AMAZON_PROFILER", "true"), new SparkConf(false)))
        .hasMessage("ENABLE_AMAZON_PROFILER is true, but PROFILING_CONTEXT is not set");
    assertThatThrownBy(
            () ->
                ProfilingContext.find(
                    Role.DRIVER, Map.of("ENABLE_AMAZON_PROFILER", "yes"), new SparkConf(false)))
        .hasMessage("ENABLE_AMAZON_PROFILER is \"yes\": expected true or false");
  }

  @ParameterizedTest
  @CsvSource({
    "DRIVER, spark.kubernetes.driverEnv.",
    "DRIVER, spark.yarn.appMasterEnv.",
    "EXECUTOR, spark.executorEnv."
  })
  void configuration_is_read_when_the_process_lacks_the_variables(Role role, String prefix)
      throws Exception {
    SparkConf conf =
        new SparkConf(false)
            .set(prefix + "ENABLE_AMAZON_PROFILER", "true")
            .set(prefix + "PROFILING_CONTEXT", GROUP);

    assertThat(ProfilingContext.find(role, Map.of(), conf))
        .hasValueSatisfying(context -> assertThat(context.profilingGroupName()).isEqualTo("g"));
  }

  @Test
  void process_environment_wins_over_configuration_and_kubernetes_over_yarn() throws Exception {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.kubernetes.driverEnv.PROFILING_CONTEXT", GROUP)
            .set("spark.yarn.appMasterEnv.ENABLE_AMAZON_PROFILER", "true")
            .set("spark.yarn.appMasterEnv.PROFILING_CONTEXT", "broken");

    assertThat(ProfilingContext.find(Role.DRIVER, Map.of(), conf)).isPresent();
    assertThat(ProfilingContext.find(Role.DRIVER, Map.of("ENABLE_AMAZON_PROFILER", "false"), conf))
        .isEmpty();
  }

  @Test
  void each_role_reads_its_own_configuration() throws Exception {
    SparkConf ofExecutors =
        new SparkConf(false)
            .set("spark.executorEnv.ENABLE_AMAZON_PROFILER", "true")
            .set("spark.executorEnv.PROFILING_CONTEXT", GROUP);

    assertThat(ProfilingContext.find(Role.DRIVER, Map.of(), ofExecutors)).isEmpty();
    assertThat(ProfilingContext.find(Role.EXECUTOR, Map.of(), ofExecutors)).isPresent();
  }
}
