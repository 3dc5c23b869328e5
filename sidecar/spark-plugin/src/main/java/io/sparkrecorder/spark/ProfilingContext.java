package io.sparkrecorder.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * The value of {@code PROFILING_CONTEXT}, the JSON object that Amazon's plugin takes. Unknown keys
 * are ignored. Booleans and numbers may be strings.
 */
final class ProfilingContext {
  static final String ENABLE = "ENABLE_AMAZON_PROFILER";
  static final String CONTEXT = "PROFILING_CONTEXT";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String profilingGroupName;
  private final boolean driverEnabled;
  private final boolean executorEnabled;
  private final boolean heapSummaryEnabled;
  private final double probability;

  private ProfilingContext(Reader json) {
    this.profilingGroupName = json.text("profilingGroupName", "");
    this.driverEnabled = json.bool("driverEnabled", false);
    this.executorEnabled = json.bool("executorEnabled", true);
    this.heapSummaryEnabled = json.bool("heapSummaryEnabled", true);
    this.probability = json.share("probability", 1);
  }

  /**
   * Reads both variables.
   *
   * @return nothing when profiling is off
   */
  static Optional<ProfilingContext> find(Role role, Map<String, String> environment, SparkConf conf)
      throws WrongSettings {
    String enable = role.variable(ENABLE, environment, conf).orElse("").trim();
    if (enable.isEmpty() || enable.equalsIgnoreCase("false")) {
      return Optional.empty();
    }
    if (!enable.equalsIgnoreCase("true")) {
      throw new WrongSettings(problem(ENABLE, enable, "true or false"));
    }
    Optional<String> json = role.variable(CONTEXT, environment, conf);
    return Optional.of(
        parse(
            json.orElseThrow(
                () -> new WrongSettings(ENABLE + " is true, but " + CONTEXT + " is not set"))));
  }

  static ProfilingContext parse(String json) throws WrongSettings {
    Reader reader = new Reader(object(withoutShellEscapes(json.trim())));
    ProfilingContext context = new ProfilingContext(reader);
    if (!reader.problems.isEmpty()) {
      throw new WrongSettings(reader.problems);
    }
    return context;
  }

  String profilingGroupName() {
    return profilingGroupName;
  }

  boolean driverEnabled() {
    return driverEnabled;
  }

  boolean executorEnabled() {
    return executorEnabled;
  }

  boolean heapSummaryEnabled() {
    return heapSummaryEnabled;
  }

  double probability() {
    return probability;
  }

  /**
   * The command lines that people copy escape quotes for the shell that YARN starts containers
   * with. Without YARN nothing takes the backslashes away.
   */
  private static String withoutShellEscapes(String json) {
    return json.startsWith("{\\\"") ? json.replace("\\\"", "\"").replace("\\,", ",") : json;
  }

  private static JsonNode object(String json) throws WrongSettings {
    try {
      JsonNode node = JSON.readTree(json);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new WrongSettings(
          CONTEXT + " is not valid JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    throw new WrongSettings(
        CONTEXT + " is no JSON object: expected {\"profilingGroupName\": \"...\", ...}");
  }

  private static String problem(String name, String value, String expected) {
    String shown = value.length() > 80 ? value.substring(0, 80) + "..." : value;
    return String.format("%s is \"%s\": expected %s", name, shown, expected);
  }

  /** Reads keys one by one and collects the problems of all of them. */
  private static final class Reader {
    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    Reader(JsonNode json) {
      this.json = json;
    }

    String text(String key, String unset) {
      JsonNode value = json.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return unset;
      }
      return value.isTextual() ? value.textValue().trim() : wrong(key, value, "a string", unset);
    }

    boolean bool(String key, boolean unset) {
      JsonNode value = json.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return unset;
      }
      switch (value.asText().trim().toLowerCase(Locale.ROOT)) {
        case "true":
          return true;
        case "false":
          return false;
        default:
          return wrong(key, value, "true or false", unset);
      }
    }

    double share(String key, double unset) {
      JsonNode value = json.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return unset;
      }
      try {
        double number = Double.parseDouble(value.asText().trim());
        if (number >= 0 && number <= 1) {
          return number;
        }
      } catch (NumberFormatException e) {
        // reported below, like a number that is out of range
      }
      return wrong(key, value, "a number from 0 to 1, such as 0.1", unset);
    }

    private <T> T wrong(String key, JsonNode value, String expected, T unset) {
      String shown = value.isValueNode() ? value.asText() : value.toString();
      problems.add(problem(CONTEXT + "." + key, shown, expected));
      return unset;
    }
  }
}
