package io.sparkrecorder.armada.spark;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.KubernetesConf;
import org.apache.spark.deploy.k8s.KubernetesDriverConf;
import org.apache.spark.deploy.k8s.KubernetesExecutorConf;
import org.apache.spark.deploy.k8s.SparkPod;
import org.apache.spark.deploy.k8s.submit.ClientArguments;
import org.apache.spark.deploy.k8s.submit.KubernetesDriverBuilder;
import org.apache.spark.internal.config.package$;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBuilder;
import scala.Option;
import scala.Product;
import scala.Tuple2;
import scala.collection.Iterable;
import scala.collection.Iterator;

/**
 * Builds the pods of drivers and executors as Spark on Kubernetes does, so that templates, volumes,
 * secrets and resource profiles mean the same. One class file serves Scala 2.12 and 2.13: it reads
 * Scala's collections through the interfaces that both have.
 */
public final class SparkPods implements AutoCloseable {

  /** The step of Spark 4.2 and later that wants a network policy, which Armada cannot create. */
  private static final String NETWORK_POLICY =
      "org.apache.spark.deploy.k8s.features.NetworkPolicyFeatureStep";

  private static final String EXCLUDED_STEPS = "spark.kubernetes.driver.pod.excludedFeatureSteps";

  /** Properties of the driver's service, by which executors reach the driver. */
  private static final List<String> DRIVER_ADDRESS =
      List.of("spark.driver.host", "spark.driver.port");

  /** Reads pod templates from files. It connects to no cluster: Armada does. */
  private final KubernetesClient files = offline();

  /**
   * The driver's pod, with its configuration files and settings mounted. The arguments are those
   * that Spark gives to a submission on Kubernetes.
   */
  public BuiltPod driver(SparkConf conf, String applicationId, String[] arguments) {
    ClientArguments client = ClientArguments.fromCommandLineArgs(arguments);
    SparkConf own = conf.clone();
    own.set(
        EXCLUDED_STEPS,
        conf.contains(EXCLUDED_STEPS)
            ? conf.get(EXCLUDED_STEPS) + "," + NETWORK_POLICY
            : NETWORK_POLICY);
    KubernetesDriverConf driver =
        KubernetesConf.createDriverConf(
            own,
            applicationId,
            client.mainAppResource(),
            client.mainClass(),
            client.driverArgs(),
            client.proxyUser());
    Product spec = new KubernetesDriverBuilder().buildFromFeatures(driver, files);
    List<HasMetadata> resources = new ArrayList<>(resources(spec.productElement(1)));
    resources.addAll(resources(spec.productElement(2)));
    Map<String, String> properties = new HashMap<>();
    each(
        spec.productElement(3),
        entry ->
            properties.put(
                (String) ((Tuple2<?, ?>) entry)._1(), (String) ((Tuple2<?, ?>) entry)._2()));
    SparkPod pod = (SparkPod) spec.productElement(0);
    resources.add(DriverFiles.mount(pod, own, spec.productElement(3)));
    return new BuiltPod(pod, resources, properties);
  }

  /** The pod of the executor with this id, which connects to this driver. */
  public BuiltPod executor(
      SparkConf conf, BuiltPod driver, String applicationId, String executorId) {
    SparkConf own = conf.clone();
    DRIVER_ADDRESS.forEach(name -> own.set(name, driver.property(name)));
    return executor(own, applicationId, executorId);
  }

  /** The pod of an executor that connects to the address of the driver in the configuration. */
  public BuiltPod executor(SparkConf conf, String applicationId, String executorId) {
    SparkConf own = conf.clone();
    // Only a driver can create this config map, and Armada creates none.
    own.set("spark.kubernetes.executor.disableConfigMap", "true");
    ResourceProfile profile = ResourceProfile$.MODULE$.getOrCreateDefaultProfile(own);
    KubernetesExecutorConf executor =
        KubernetesConf.createExecutorConf(
            own, executorId, applicationId, Option.empty(), profile.id());
    Product spec =
        new KubernetesExecutorBuilder()
            .buildFromFeatures(
                executor,
                new SecurityManager(
                    own, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE_EXECUTOR()),
                files,
                profile);
    SparkPod pod = (SparkPod) spec.productElement(0);
    ExecutorGrace.restore(pod.pod(), own, files);
    return new BuiltPod(pod, resources(spec.productElement(1)), Map.of());
  }

  private static KubernetesClient offline() {
    Config config = Config.empty();
    config.setMasterUrl("https://unused.invalid");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static List<HasMetadata> resources(Object sequence) {
    List<HasMetadata> resources = new ArrayList<>();
    each(sequence, resource -> resources.add((HasMetadata) resource));
    return resources;
  }

  static void each(Object collection, Consumer<Object> action) {
    Iterator<?> iterator = ((Iterable<?>) collection).iterator();
    while (iterator.hasNext()) {
      action.accept(iterator.next());
    }
  }

  @Override
  public void close() {
    files.close();
  }
}
