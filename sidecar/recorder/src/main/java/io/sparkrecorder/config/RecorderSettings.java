package io.sparkrecorder.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of {@code recorder record}, read once at start.
 *
 * @param pod identity of this pod
 * @param spool folder that the recording agents write to
 * @param store root of the shared volume; not used with {@link Transport#DIRECT}
 * @param transport where recorders meet
 * @param grace terminationGracePeriodSeconds of this pod
 * @param executorGrace terminationGracePeriodSeconds of the executors' pods
 * @param uploadTime how long a driver's upload is expected to take
 * @param reserve time at the end of the grace that is kept for the marker and the manifest
 * @param scanInterval time between two scans of the spool
 * @param discovery how a driver discovers its executors
 * @param roll when a recording that grows in the bucket continues in another object; {@link
 *     Transport#DIRECT} alone
 * @param completeness rules by which files of unchecked formats count as whole
 * @param sensitive content that crash logs may keep although it often holds secrets
 * @param s3 target of uploads; empty for an executor with a shared volume
 */
public record RecorderSettings(
    PodIdentity pod,
    Path spool,
    Path store,
    Transport transport,
    Duration grace,
    Duration executorGrace,
    Duration uploadTime,
    Duration reserve,
    Duration scanInterval,
    DiscoveryMode discovery,
    RollSettings roll,
    Completeness completeness,
    Set<Sensitive> sensitive,
    Optional<S3Settings> s3) {

  static final Setting<Path> SPOOL =
      Setting.path("RECORDER_SPOOL")
          .byDefault("/recordings")
          .says("Folder into which the recording agents write; the pod's own emptyDir.");
  static final Setting<Path> STORE =
      Setting.path("RECORDER_STORE")
          .byDefault("/store")
          .says("Root of the shared volume where recorders meet; not used with `direct`.");
  static final Setting<Transport> TRANSPORT =
      Setting.choice("RECORDER_TRANSPORT", Transport.class)
          .byDefault("shared-volume")
          .says(
              "Where recorders meet: a volume that all pods mount, or `direct`, the bucket"
                  + " itself.");
  static final Setting<Duration> GRACE =
      Setting.duration("RECORDER_GRACE")
          .between("2s", "24h")
          .byDefault("240s")
          .says("terminationGracePeriodSeconds of this pod (executors: usually 120s).");
  static final Setting<Duration> EXECUTOR_GRACE =
      Setting.duration("RECORDER_EXECUTOR_GRACE")
          .between("0s", "24h")
          .byDefault("120s")
          .says(
              "terminationGracePeriodSeconds of the executors; a driver waits that long for them.");
  static final Setting<Duration> UPLOAD_TIME =
      Setting.duration("RECORDER_UPLOAD_TIME")
          .between("0s", "24h")
          .byDefault("60s")
          .says("Expected duration of a driver's upload.");
  static final Setting<Duration> RESERVE =
      Setting.duration("RECORDER_RESERVE")
          .between("0s", "24h")
          .byDefault("5s")
          .says("End of the grace that is reserved for marker and manifest.");
  static final Setting<Duration> SCAN_INTERVAL =
      Setting.duration("RECORDER_SCAN_INTERVAL")
          .between("50ms", "10m")
          .byDefault("2s")
          .says("Time between two scans of the spool.");
  static final Setting<DiscoveryMode> DISCOVERY =
      Setting.choice("RECORDER_DISCOVERY", DiscoveryMode.class)
          .byDefault("kubernetes")
          .says(
              "Source from which a driver learns its executors: the labels of pods, or only the"
                  + " store. With `kubernetes` it also writes Events on its pod.");

  /** The settings of this class, in the order of the docs. */
  static final List<Setting<?>> OWN =
      List.of(
          SPOOL,
          STORE,
          TRANSPORT,
          GRACE,
          EXECUTOR_GRACE,
          UPLOAD_TIME,
          RESERVE,
          SCAN_INTERVAL,
          DISCOVERY,
          Completeness.RULES,
          Sensitive.ALLOWED);

  /** All settings, in the order of the docs. */
  public static List<Setting<?>> all() {
    return Stream.of(PodIdentity.ALL, OWN, RollSettings.ALL, S3Settings.ALL, ReapSettings.ALL)
        .<Setting<?>>flatMap(List::stream)
        .toList();
  }

  /** Reads all settings. Throws {@link BadSettings} with one line per wrong variable. */
  public static RecorderSettings from(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    environment.refuseUnknown(all());
    PodIdentity pod = PodIdentity.from(environment);
    Transport transport = environment.required(TRANSPORT);
    Optional<S3Settings> s3 =
        pod.role() == Role.DRIVER || transport == Transport.DIRECT
            ? Optional.of(S3Settings.from(environment, Optional.ofNullable(pod.namespace())))
            : Optional.empty();
    RecorderSettings settings =
        new RecorderSettings(
            pod,
            environment.required(SPOOL),
            environment.required(STORE),
            transport,
            environment.required(GRACE),
            environment.required(EXECUTOR_GRACE),
            environment.required(UPLOAD_TIME),
            environment.required(RESERVE),
            environment.required(SCAN_INTERVAL),
            environment.required(DISCOVERY),
            RollSettings.from(environment),
            environment.required(Completeness.RULES),
            environment.required(Sensitive.ALLOWED),
            s3);
    if (!environment.hasProblems() && settings.reserve.compareTo(settings.grace) >= 0) {
      environment.problem(
          "RECORDER_RESERVE=%ds: expected less than RECORDER_GRACE=%ds, out of which it is kept back"
              .formatted(settings.reserve.toSeconds(), settings.grace.toSeconds()));
    }
    environment.check();
    return settings;
  }

  /**
   * Reads the settings that the commands for people need: those of S3 alone. Throws {@link
   * BadSettings}.
   *
   * @param variables the environment, overridden by the flags of the command line
   */
  public static S3Settings s3From(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    environment.refuseUnknown(all());
    S3Settings settings = S3Settings.from(environment, environment.given(PodIdentity.NAMESPACE));
    environment.check();
    return settings;
  }

  /**
   * A warning, logged at start, if the times contradict each other: a driver's grace must hold the
   * executors' grace, the upload and five seconds. Empty if they agree.
   */
  public Optional<String> timesWarning() {
    Duration needed = new Graces(grace, executorGrace, uploadTime).ofDriver();
    if (pod.role() != Role.DRIVER || grace.compareTo(needed) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        "driver grace %ds is too short: an executor may take %ds, and uploading %ds. Set terminationGracePeriodSeconds of the driver and RECORDER_GRACE to at least %ds"
            .formatted(
                grace.toSeconds(),
                executorGrace.toSeconds(),
                uploadTime.toSeconds(),
                needed.plusMillis(999).toSeconds()));
  }
}
