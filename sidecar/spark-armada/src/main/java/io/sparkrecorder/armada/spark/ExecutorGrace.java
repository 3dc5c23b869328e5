package io.sparkrecorder.armada.spark;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.KubernetesUtils;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Restores the grace of an executor. Spark 4.1 and later overwrites that of the pod template with a
 * setting, even if nobody set it.
 */
final class ExecutorGrace {

  private static final String SETTING = "spark.kubernetes.executor.terminationGracePeriodSeconds";
  private static final String TEMPLATE = "spark.kubernetes.executor.podTemplateFile";

  /** The value of Spark 4.1 and later without the setting, which is also that of Kubernetes. */
  private static final long SPARK_DEFAULT = 30;

  private ExecutorGrace() {}

  /**
   * Sets the longest grace that the template, the setting or a feature step asks for; none if
   * nothing asks, so that the default of the caller applies.
   */
  static void restore(Pod pod, SparkConf conf, KubernetesClient files) {
    pod.getSpec()
        .setTerminationGracePeriodSeconds(
            Stream.of(ofTemplate(conf, files), ofSetting(conf), ofSteps(pod))
                .filter(Objects::nonNull)
                .max(Long::compare)
                .orElse(null));
  }

  private static @Nullable Long ofTemplate(SparkConf conf, KubernetesClient files) {
    if (!conf.contains(TEMPLATE)) {
      return null;
    }
    return KubernetesUtils.loadPodFromTemplate(files, conf.get(TEMPLATE), Option.empty(), conf)
        .pod()
        .getSpec()
        .getTerminationGracePeriodSeconds();
  }

  private static @Nullable Long ofSetting(SparkConf conf) {
    return conf.contains(SETTING) ? Long.valueOf(conf.getTimeAsSeconds(SETTING)) : null;
  }

  private static @Nullable Long ofSteps(Pod pod) {
    Long built = pod.getSpec().getTerminationGracePeriodSeconds();
    return built == null || built == SPARK_DEFAULT ? null : built;
  }
}
