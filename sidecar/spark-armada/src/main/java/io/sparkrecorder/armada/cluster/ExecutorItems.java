package io.sparkrecorder.armada.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.armada.config.ArmadaSettings;
import io.sparkrecorder.armada.job.Gang;
import io.sparkrecorder.armada.job.JobItem;
import io.sparkrecorder.armada.job.PodDefaults;
import io.sparkrecorder.armada.spark.BuiltPod;
import io.sparkrecorder.armada.spark.SparkPods;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Makes the job items of executors that connect to the driver of this JVM. */
final class ExecutorItems implements AutoCloseable {

  private final SparkPods pods = new SparkPods();
  private final SparkConf conf;
  private final String application;
  private final ArmadaSettings settings;
  private final JobItem items;
  private final PodDefaults defaults;

  ExecutorItems(SparkConf conf, String application, ArmadaSettings settings) {
    this.conf = conf;
    this.application = application;
    this.settings = settings;
    this.items =
        new JobItem(
            conf.get("spark.kubernetes.namespace", "default"),
            settings.get(ArmadaSettings.PRIORITY));
    this.defaults =
        new PodDefaults(
            settings.get(ArmadaSettings.GRACE),
            settings.get(ArmadaSettings.STORAGE),
            settings.get(ArmadaSettings.SIDECAR_STORAGE));
  }

  ExecutorItem of(String executorId, Optional<Gang> gang) {
    BuiltPod built = pods.executor(conf, application, executorId);
    Pod pod = built.pod();
    pod.getMetadata()
        .setLabels(
            joined(
                pod.getMetadata().getLabels(),
                settings.get(ArmadaSettings.GLOBAL_LABELS),
                settings.get(ArmadaSettings.EXECUTOR_LABELS)));
    pod.getSpec()
        .setNodeSelector(
            joined(
                pod.getSpec().getNodeSelector(),
                settings.get(ArmadaSettings.CLUSTER_SELECTORS),
                Map.of()));
    if (pod.getSpec().getPriorityClassName() == null) {
      settings
          .get(ArmadaSettings.PRIORITY_CLASS)
          .ifPresent(name -> pod.getSpec().setPriorityClassName(name));
    }
    ObjectNode json =
        items.of(
            "executor " + executorId,
            application + "-executor-" + executorId,
            pod,
            built.sparkContainer(),
            built.resources(),
            defaults,
            gang);
    return new ExecutorItem(executorId, built.sparkContainer(), json);
  }

  private static Map<String, String> joined(
      Map<String, String> first, Map<String, String> second, Map<String, String> third) {
    Map<String, String> all = new HashMap<>(first == null ? Map.of() : first);
    all.putAll(second);
    all.putAll(third);
    return all;
  }

  @Override
  public void close() {
    pods.close();
  }
}
