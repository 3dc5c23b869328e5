package io.sparkrecorder.armada.config;

import io.sparkrecorder.armada.api.ArmadaProblem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The settings {@code spark.armada.*} of one application. Names match without regard to case. */
public final class ArmadaSettings {

  static final String PREFIX = "spark.armada.";

  private static final String PAIRS = "pairs key=value, separated by commas";
  private static final String DURATION = "a duration (ms, s, m, h)";

  public static final Setting<Optional<String>> QUEUE =
      new Setting<>(
          "queue",
          "the name of a queue",
          "",
          "team-a",
          "Queue of Armada that the jobs go to; required.",
          Parsers.optional(Parsers::text));
  public static final Setting<Optional<String>> JOB_SET =
      new Setting<>(
          "jobSetId",
          "a name",
          "",
          "nightly",
          "Job set of the application's jobs; without it, the id of the application.",
          Parsers.optional(Parsers::text));
  public static final Setting<Double> PRIORITY =
      new Setting<>(
          "priority",
          "a number, 0 or more",
          "0",
          "10",
          "Priority within the queue; Armada starts low numbers first.",
          Parsers::number);
  public static final Setting<Optional<String>> PRIORITY_CLASS =
      new Setting<>(
          "priorityClass",
          "the name of a priority class of Armada",
          "",
          "armada-preemptible",
          "Priority class of pods whose template names none; without it, Armada's default.",
          Parsers.optional(Parsers::text));
  public static final Setting<Optional<URI>> LOOKOUT =
      new Setting<>(
          "lookouturl",
          "an http or https URL",
          "",
          "https://lookout.example.com",
          "Address of Lookout, for the link that the driver logs.",
          Parsers.optional(Parsers::url));
  public static final Setting<Duration> HEALTH_TIMEOUT =
      new Setting<>(
          "health.checkTimeout",
          DURATION,
          "30s",
          "1m",
          "Time within which the server must accept the first jobs; until then, a server that is"
              + " away and a queue that is new are tried again.",
          Parsers::positive);
  public static final Setting<Duration> REQUEST_TIMEOUT =
      new Setting<>(
          "request.timeout",
          DURATION,
          "30s",
          "1m",
          "Time within which the server must answer one request.",
          Parsers::positive);
  public static final Setting<Map<String, String>> CLUSTER_SELECTORS =
      new Setting<>(
          "clusterSelectors",
          PAIRS,
          "",
          "zone=a",
          "Node labels that select clusters; they are added to each pod's node selector.",
          Parsers::pairs);
  public static final Setting<Optional<String>> UNIFORMITY_LABEL =
      new Setting<>(
          "scheduling.nodeUniformityLabel",
          "the name of a node label",
          "",
          "cluster",
          "Node label whose value is the same for all first executors, which then start together"
              + " or not at all; without it, Armada starts each by itself.",
          Parsers.optional(Parsers::text));
  public static final Setting<Map<String, String>> GLOBAL_LABELS =
      new Setting<>("global.labels", PAIRS, "", "team=a", "Labels of every pod.", Parsers::pairs);
  public static final Setting<Map<String, String>> EXECUTOR_LABELS =
      new Setting<>(
          "executor.labels",
          PAIRS,
          "",
          "tier=batch",
          "Labels of executors; they win over those of global.labels.",
          Parsers::pairs);
  public static final Setting<Duration> POLLING_INTERVAL =
      new Setting<>(
          "executor.trackerPollingInterval",
          DURATION,
          "5s",
          "10s",
          "Time between two checks of the number of executors, and before the driver reads events"
              + " again after their stream broke.",
          Parsers::positive);
  public static final Setting<Duration> TRACKER_TIMEOUT =
      new Setting<>(
          "executor.trackerTimeout",
          DURATION,
          "10m",
          "2h",
          "Time within which enough executors for the first task must have registered; the"
              + " application ends after it.",
          Parsers::positive);
  public static final Setting<Integer> GRACE =
      new Setting<>(
          "executor.grace",
          "a duration of 1s to 5m",
          "30s",
          "2m",
          "terminationGracePeriodSeconds of executors whose template sets none.",
          Parsers::grace);
  public static final Setting<String> STORAGE =
      new Setting<>(
          "executor.ephemeralStorage",
          "an amount of Kubernetes",
          "8Gi",
          "20Gi",
          "Ephemeral storage of the Spark container, if its template requests none.",
          Parsers::amount);
  public static final Setting<String> SIDECAR_STORAGE =
      new Setting<>(
          "sidecar.ephemeralStorage",
          "an amount of Kubernetes",
          "1Gi",
          "2Gi",
          "Ephemeral storage of each other container, if its template requests none.",
          Parsers::amount);
  public static final Setting<Duration> KILL_GRACE =
      new Setting<>(
          "killGracePeriod",
          DURATION,
          "5s",
          "2m",
          "Time that a stopping driver gives its executors to end; it cancels the rest.",
          Parsers::duration);
  public static final Setting<Boolean> TLS =
      new Setting<>(
          "tls.enabled",
          "true or false",
          "false",
          "true",
          "Whether the server speaks TLS.",
          Parsers::flag);
  public static final Setting<Optional<Path>> CA =
      new Setting<>(
          "tls.caFile",
          "the path of a PEM file",
          "",
          "/etc/armada/ca.pem",
          "Certificates to trust instead of those of the JVM.",
          Parsers.optional(Parsers::file));
  public static final Setting<Optional<String>> TOKEN =
      new Setting<>(
          "auth.token",
          "a token",
          "",
          "eyJhbGciOi...",
          "Bearer token; a file is safer.",
          Parsers.optional(Parsers::text));
  public static final Setting<Optional<Path>> TOKEN_FILE =
      new Setting<>(
          "auth.tokenFile",
          "the path of a file",
          "",
          "/var/run/secrets/armada/token",
          "File with the bearer token, read for each request.",
          Parsers.optional(Parsers::file));

  private static final List<Setting<?>> ALL =
      List.of(
          QUEUE,
          JOB_SET,
          PRIORITY,
          PRIORITY_CLASS,
          LOOKOUT,
          HEALTH_TIMEOUT,
          REQUEST_TIMEOUT,
          CLUSTER_SELECTORS,
          UNIFORMITY_LABEL,
          GLOBAL_LABELS,
          EXECUTOR_LABELS,
          POLLING_INTERVAL,
          TRACKER_TIMEOUT,
          GRACE,
          STORAGE,
          SIDECAR_STORAGE,
          KILL_GRACE,
          TLS,
          CA,
          TOKEN,
          TOKEN_FILE);

  private final Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private ArmadaSettings() {}

  /**
   * Reads and checks the settings; others than {@code spark.armada.*} may be among them.
   *
   * @throws ArmadaProblem for the first setting that is wrong or unknown
   */
  public static ArmadaSettings of(Map<String, String> conf) {
    ArmadaSettings settings = new ArmadaSettings();
    conf.forEach(
        (name, value) -> {
          if (name.toLowerCase(Locale.ROOT).startsWith(PREFIX)
              && settings.texts.put(name, value) != null) {
            throw new ArmadaProblem(
                name + " is set twice, in different case. Remove one of the lines");
          }
        });
    for (String name : settings.texts.keySet()) {
      if (ALL.stream().noneMatch(setting -> setting.name().equalsIgnoreCase(name))) {
        throw new ArmadaProblem(
            name + " is no setting of the cluster manager for Armada. Known are " + names());
      }
    }
    ALL.forEach(settings::get);
    if (settings.get(QUEUE).isEmpty()) {
      throw new ArmadaProblem(
          QUEUE.name() + " is not set. Add, for example, --conf " + QUEUE.name() + "=team-a");
    }
    return settings;
  }

  /** The value of a setting, or its default. */
  public <T> T get(Setting<T> setting) {
    return setting.parse(texts.getOrDefault(setting.name(), setting.defaultText()));
  }

  /** The queue, which is always set. */
  public String queue() {
    return get(QUEUE).orElseThrow();
  }

  static List<Setting<?>> all() {
    return ALL;
  }

  private static String names() {
    return ALL.stream().map(Setting::name).collect(Collectors.joining(", "));
  }
}
