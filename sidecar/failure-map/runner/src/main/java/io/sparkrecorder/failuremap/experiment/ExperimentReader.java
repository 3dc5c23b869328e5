package io.sparkrecorder.failuremap.experiment;

import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Skew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads an experiment, and reports all its problems at once. */
public final class ExperimentReader {
  private static final long LEAST_HEAP = 480L << 20;
  private static final long LEAST_ROW = 1L << 20;
  private static final long MOST_PROBE = 1L << 34;

  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "id",
              "heap",
              "overhead",
              "cores",
              "executors",
              "build",
              "probe",
              "join",
              "skew",
              "aqe",
              "aqeSkewJoin",
              "partitions",
              "maxFailures",
              "repeats",
              "boundaryFactor",
              "seed",
              "driverMemory",
              "timeoutSeconds",
              "recordings",
              "spark"));

  private final Map<?, ?> yaml;
  private final List<String> problems = new ArrayList<>();

  private ExperimentReader(Map<?, ?> yaml) {
    this.yaml = yaml;
  }

  /**
   * Reads the text of a YAML file.
   *
   * @throws BadExperiment with every problem of the text
   */
  public static Experiment read(String text) {
    return new ExperimentReader(map(text)).experiment();
  }

  private static Map<?, ?> map(String text) {
    try {
      Object yaml = new Load(LoadSettings.builder().build()).loadFromString(text);
      if (yaml == null) {
        return Map.of();
      }
      if (yaml instanceof Map<?, ?> map) {
        return map;
      }
      throw new BadExperiment(List.of("expected keys and values, such as:\n  heap: [512m, 1g]"));
    } catch (YamlEngineException e) {
      throw new BadExperiment(List.of("this is no YAML: " + e.getMessage()));
    }
  }

  private Experiment experiment() {
    refuseUnknownKeys();
    Experiment experiment =
        new Experiment(
            id(),
            sizes("heap", List.of(512L << 20)),
            sizes("overhead", List.of()),
            list("cores", List.of(1), value -> count("cores", value, 1, 64)),
            single("executors", 2, value -> count("executors", value, 1, 1000)),
            sizes("build", List.of(32L << 20, 256L << 20, 1L << 30)),
            size("probe", 10L << 20),
            list("join", List.of(Join.values()), this::join),
            list("skew", List.of(Skew.NONE, new Skew(Skew.Kind.HOT_KEY, 0.5)), this::skew),
            list("aqe", List.of(false), value -> flag("aqe", value)),
            single("aqeSkewJoin", true, value -> flag("aqeSkewJoin", value)),
            single("partitions", 8, value -> count("partitions", value, 1, 100_000)),
            single("maxFailures", 1, value -> count("maxFailures", value, 1, 100)),
            single("repeats", 3, value -> count("repeats", value, 1, 100)),
            single("boundaryFactor", 1.5, this::factor),
            single("seed", 42L, this::seed),
            size("driverMemory", 1L << 30),
            Duration.ofSeconds(
                single("timeoutSeconds", 300, value -> count("timeoutSeconds", value, 1, 86_400))),
            single("recordings", true, value -> flag("recordings", value)),
            settings());
    refuseImpossible(experiment);
    if (!problems.isEmpty()) {
      throw new BadExperiment(problems);
    }
    return experiment;
  }

  private void refuseUnknownKeys() {
    for (Object key : yaml.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        problems.add("%s: unknown key. The keys are: %s".formatted(key, String.join(", ", KEYS)));
      }
    }
  }

  private void refuseImpossible(Experiment experiment) {
    for (long heap : experiment.heaps()) {
      if (heap < LEAST_HEAP) {
        problems.add(
            "heap %dm is too small: Spark starts with 471 MB at least. Write:\n  heap: [480m]"
                .formatted(heap >> 20));
      }
    }
    if (experiment.driverMemoryBytes() < LEAST_HEAP) {
      problems.add(
          "driverMemory %dm is too small: Spark starts with 471 MB at least. Write:\n  driverMemory: 1g"
              .formatted(experiment.driverMemoryBytes() >> 20));
    }
    for (long build : experiment.builds()) {
      if (build < LEAST_ROW) {
        problems.add(
            "build %d is less than 1m, which no join notices. Write:\n  build: [1m]"
                .formatted(build));
      }
    }
    if (experiment.probeBytes() > MOST_PROBE || experiment.probeBytes() < 2048) {
      problems.add("probe must be between 2k and 16g. Write:\n  probe: 10m");
    }
  }

  private String id() {
    String id = yaml.get("id") == null ? "failure-map" : String.valueOf(yaml.get("id"));
    if (!id.matches("[a-z0-9][a-z0-9.-]{0,60}")) {
      problems.add(
          "id %s: expected small letters, digits, dots and dashes. Write:\n  id: laptop"
              .formatted(id));
    }
    return id;
  }

  private <T> List<T> list(String key, List<T> standard, Function<Object, List<T>> parse) {
    Object value = yaml.get(key);
    if (value == null) {
      return standard;
    }
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    if (items.isEmpty()) {
      problems.add("%s: the list is empty. Leave the key out for its default".formatted(key));
    }
    return items.stream().flatMap(item -> parse.apply(item).stream()).distinct().toList();
  }

  private <T> T single(String key, T standard, Function<Object, List<T>> parse) {
    Object value = yaml.get(key);
    List<T> parsed = value == null ? List.of() : parse.apply(value);
    return parsed.isEmpty() ? standard : parsed.getFirst();
  }

  private List<Long> sizes(String key, List<Long> standard) {
    return list(key, standard, value -> bytes(key, value));
  }

  private long size(String key, long standard) {
    return single(key, standard, value -> bytes(key, value));
  }

  private List<Long> bytes(String key, Object value) {
    OptionalLong bytes = Bytes.parse(String.valueOf(value));
    if (bytes.isEmpty() || bytes.getAsLong() == 0) {
      problems.add("%s %s: expected a size. Write:\n  %s: 512m".formatted(key, value, key));
      return List.of();
    }
    return List.of(bytes.getAsLong());
  }

  private List<Integer> count(String key, Object value, int least, int most) {
    if (value instanceof Integer number && number >= least && number <= most) {
      return List.of(number);
    }
    problems.add(
        "%s %s: expected a number from %d to %d. Write:\n  %s: %d"
            .formatted(key, value, least, most, key, Math.max(least, Math.min(most, 8))));
    return List.of();
  }

  private List<Boolean> flag(String key, Object value) {
    if (value instanceof Boolean flag) {
      return List.of(flag);
    }
    problems.add("%s %s: expected true or false".formatted(key, value));
    return List.of();
  }

  private List<Double> factor(Object value) {
    if (value instanceof Number number
        && number.doubleValue() >= 1.05
        && number.doubleValue() <= 16) {
      return List.of(number.doubleValue());
    }
    problems.add(
        "boundaryFactor %s: expected a number from 1.05 to 16. Write:\n  boundaryFactor: 1.5"
            .formatted(value));
    return List.of();
  }

  private List<Long> seed(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return List.of(((Number) value).longValue());
    }
    problems.add("seed %s: expected a whole number. Write:\n  seed: 42".formatted(value));
    return List.of();
  }

  private List<Join> join(Object value) {
    List<Join> join = Join.of(String.valueOf(value)).stream().toList();
    if (join.isEmpty()) {
      problems.add(
          "join %s: expected broadcast, shuffle-hash or sort-merge. Write:\n  join: [shuffle-hash, sort-merge]"
              .formatted(value));
    }
    return join;
  }

  private List<Skew> skew(Object value) {
    if ("none".equals(value)) {
      return List.of(Skew.NONE);
    }
    if (value instanceof Map<?, ?> map && map.size() == 1) {
      if (map.get("hotKey") instanceof Number share
          && share.doubleValue() >= 0
          && share.doubleValue() <= 1) {
        return List.of(new Skew(Skew.Kind.HOT_KEY, share.doubleValue()));
      }
      if (map.get("zipf") instanceof Number exponent
          && exponent.doubleValue() >= 0
          && exponent.doubleValue() <= 5) {
        return List.of(new Skew(Skew.Kind.ZIPF, exponent.doubleValue()));
      }
    }
    problems.add(
        "skew %s: expected none, hotKey from 0 to 1, or zipf from 0 to 5. Write:\n  skew: [none, {hotKey: 0.5}, {zipf: 1.1}]"
            .formatted(value));
    return List.of();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    Object value = yaml.get("spark");
    if (value == null) {
      return settings;
    }
    if (!(value instanceof Map<?, ?> map)) {
      problems.add(
          "spark: expected settings. Write:\n  spark:\n    spark.sql.broadcastTimeout: 60");
      return settings;
    }
    map.forEach(
        (key, setting) -> {
          if (String.valueOf(key).startsWith("spark.")) {
            settings.put(String.valueOf(key), String.valueOf(setting));
          } else {
            problems.add("spark: %s does not begin with spark.".formatted(key));
          }
        });
    return settings;
  }
}
