package io.sparkrecorder.armada.spark;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.Constants$;
import org.apache.spark.deploy.k8s.SparkPod;
import org.apache.spark.deploy.k8s.submit.KubernetesClientUtils$;
import scala.Tuple2;

/**
 * Gives a driver the files of SPARK_CONF_DIR and {@code spark.properties}, which its command reads.
 * Spark does that in its submission client, behind the feature steps.
 */
final class DriverFiles {

  private DriverFiles() {}

  /** Mounts the files in the pod, and returns the config map that holds them. */
  @SuppressWarnings("unchecked") // Every line of Spark declares a map of texts.
  static ConfigMap mount(SparkPod pod, SparkConf conf, Object properties) {
    String name = KubernetesClientUtils$.MODULE$.configMapNameDriver();
    Map<String, String> files = new HashMap<>();
    SparkPods.each(
        KubernetesClientUtils$.MODULE$.buildSparkConfDirFilesMap(
            name, conf, (scala.collection.immutable.Map<String, String>) properties),
        file ->
            files.put((String) ((Tuple2<?, ?>) file)._1(), (String) ((Tuple2<?, ?>) file)._2()));

    Volume volume = new Volume();
    volume.setName(Constants$.MODULE$.SPARK_CONF_VOLUME_DRIVER());
    volume.setConfigMap(new ConfigMapVolumeSource());
    volume.getConfigMap().setName(name);
    pod.pod().getSpec().setVolumes(with(pod.pod().getSpec().getVolumes(), volume));

    Container container = pod.container();
    VolumeMount mount = new VolumeMount();
    mount.setName(volume.getName());
    mount.setMountPath(Constants$.MODULE$.SPARK_CONF_DIR_INTERNAL());
    container.setVolumeMounts(with(container.getVolumeMounts(), mount));
    EnvVar folder = new EnvVar();
    folder.setName(Constants$.MODULE$.ENV_SPARK_CONF_DIR());
    folder.setValue(mount.getMountPath());
    container.setEnv(with(container.getEnv(), folder));

    ConfigMap map = new ConfigMap();
    map.setMetadata(new ObjectMeta());
    map.getMetadata().setName(name);
    map.setData(files);
    return map;
  }

  private static <T> List<T> with(List<T> list, T one) {
    List<T> longer = new ArrayList<>(list);
    longer.add(one);
    return longer;
  }
}
