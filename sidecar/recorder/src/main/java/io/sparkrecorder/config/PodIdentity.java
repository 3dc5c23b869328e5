package io.sparkrecorder.config;

import io.sparkrecorder.text.Words;
import java.util.List;
import java.util.Optional;

/**
 * The identity of a pod.
 *
 * @param app Spark's application id
 * @param namespace namespace of the pod
 * @param role driver or executor
 * @param executorId Spark's id of the executor; empty for a driver
 * @param pod name of the pod
 * @param uid uid of the pod, which tells attempts and reused executor ids apart
 * @param node node that the pod runs on
 */
public record PodIdentity(
    String app,
    String namespace,
    Role role,
    Optional<String> executorId,
    String pod,
    String uid,
    Optional<String> node) {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,251}";

  static final Setting<String> APP =
      Setting.name(
              "RECORDER_APP",
              NAME,
              "Spark's application id: letters, digits, dots, hyphens and underscores")
          .says("Spark's application id; on Kubernetes the label spark-app-selector. Required.");
  static final Setting<String> NAMESPACE =
      Setting.name(
              "RECORDER_NAMESPACE", "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "the name of a namespace")
          .byDefault("default")
          .says("Namespace of the pod.");
  static final Setting<Role> ROLE =
      Setting.choice("RECORDER_ROLE", Role.class)
          .says("Role of this pod in the application; the label spark-role. Required.");
  static final Setting<String> EXECUTOR_ID =
      Setting.name(
              "RECORDER_EXECUTOR_ID",
              "[A-Za-z0-9_-]{1,63}",
              "Spark's id of the executor, such as 1")
          .says("Spark's id of the executor; the label spark-exec-id. Required for an executor.");
  static final Setting<String> POD =
      Setting.name("RECORDER_POD", NAME, "the name of the pod").says("Name of the pod. Required.");
  static final Setting<String> UID =
      Setting.name("RECORDER_POD_UID", "[A-Za-z0-9-]{1,63}", "the uid of the pod")
          .says("Uid of the pod. Required.");
  static final Setting<String> NODE =
      Setting.name("RECORDER_NODE", NAME, "the name of the node").says("Name of the node.");

  static final List<Setting<?>> ALL = List.of(APP, NAMESPACE, ROLE, EXECUTOR_ID, POD, UID, NODE);

  static PodIdentity from(Environment environment) {
    Role role = environment.required(ROLE);
    return new PodIdentity(
        environment.required(APP),
        environment.required(NAMESPACE),
        role,
        role == Role.EXECUTOR
            ? Optional.ofNullable(environment.required(EXECUTOR_ID))
            : Optional.empty(),
        environment.required(POD),
        environment.required(UID),
        environment.optional(NODE));
  }

  /**
   * Tells whether a folder of the store or the bucket can be an application's. Names that begin
   * with a dot are the product's own, such as {@code .doctor}; {@code lost+found} is a file
   * system's.
   */
  public static boolean isApp(String folder) {
    return folder.matches(NAME);
  }

  /** {@code driver} or {@code executor-<id>}. */
  public String label() {
    String name = Words.of(role);
    return executorId.map(id -> name + "-" + id).orElse(name);
  }
}
