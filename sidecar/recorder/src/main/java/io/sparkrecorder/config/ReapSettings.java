package io.sparkrecorder.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of {@code recorder reap}.
 *
 * @param namespace namespace of the applications
 * @param store root of the shared volume
 * @param discovery whether the Kubernetes API can tell which pods live
 * @param idle age of the last change from which an application without a known driver counts as
 *     ended
 * @param appTime longest time for one application
 * @param lease time after which a lease that is not renewed may be taken
 * @param keep time after the last manifest from which an application may leave the shared volume;
 *     empty for ever
 * @param quota size of all recordings on the shared volume from which the oldest ones leave it;
 *     empty for none
 * @param s3 target of uploads
 */
public record ReapSettings(
    String namespace,
    Path store,
    DiscoveryMode discovery,
    Duration idle,
    Duration appTime,
    Duration lease,
    Optional<Duration> keep,
    Optional<Long> quota,
    S3Settings s3) {

  static final Setting<Duration> IDLE =
      Setting.duration("RECORDER_REAP_IDLE")
          .between("0s", "8760h")
          .byDefault("6h")
          .says(
              "`reap`: an application without change for this long has ended, where Kubernetes does"
                  + " not tell.");
  static final Setting<Duration> APP_TIME =
      Setting.duration("RECORDER_REAP_APP_TIME")
          .between("1s", "24h")
          .byDefault("30m")
          .says("`reap`: longest time for one application; the next run continues it.");
  static final Setting<Duration> LEASE =
      Setting.duration("RECORDER_REAP_LEASE")
          .between("1s", "1h")
          .byDefault("60s")
          .says("`reap`: a lease that is not renewed for this long may be taken over.");
  static final Setting<Duration> KEEP =
      Setting.of(
              "RECORDER_REAP_KEEP",
              "duration (ms, s, m, h)",
              "a duration such as 168h",
              Units::duration)
          .says(
              "`reap`: removes an application from the shared volume this long after its last"
                  + " manifest, if S3 has each file; never when unset.");
  static final Setting<Long> QUOTA =
      Setting.of("RECORDER_REAP_QUOTA", "bytes (Ki, Mi, Gi)", "a size such as 500Gi", Units::bytes)
          .says(
              "`reap`: while the shared volume holds more, removes the oldest applications of which"
                  + " S3 has each file; never when unset.");
  static final List<Setting<?>> ALL = List.of(IDLE, APP_TIME, LEASE, KEEP, QUOTA);

  /**
   * Reads the settings. Throws {@link BadSettings} with one line per wrong variable.
   *
   * @param variables the environment, overridden by the flags of the command line
   */
  public static ReapSettings from(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    environment.refuseUnknown(RecorderSettings.all());
    if (environment.required(RecorderSettings.TRANSPORT) == Transport.DIRECT) {
      environment.problem(
          "RECORDER_TRANSPORT=direct: `recorder reap` finishes applications on a shared volume"
              + " alone. Set RECORDER_TRANSPORT=shared-volume and RECORDER_STORE");
    }
    ReapSettings settings =
        new ReapSettings(
            environment.required(PodIdentity.NAMESPACE),
            environment.required(RecorderSettings.STORE),
            environment.required(RecorderSettings.DISCOVERY),
            environment.required(IDLE),
            environment.required(APP_TIME),
            environment.required(LEASE),
            environment.optional(KEEP),
            environment.optional(QUOTA),
            S3Settings.from(environment, environment.given(PodIdentity.NAMESPACE)));
    environment.check();
    return settings;
  }
}
