package io.sparkrecorder.armada.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.armada.api.ArmadaProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the item of a job set that runs one pod. Every field of the pod stays, those unknown to
 * fabric8 included.
 */
public final class JobItem {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String namespace;
  private final double priority;

  /** Items of one namespace and priority; Armada runs low priorities first. */
  public JobItem(String namespace, double priority) {
    this.namespace = namespace;
    this.priority = priority;
  }

  /**
   * Makes one item.
   *
   * @param name the job's name in problems, and its key against double submission within the queue
   * @param pod the pod as Spark's feature steps made it
   * @param sparkContainer the name of the container that runs Spark
   * @param resources the objects that Spark wants beside the pod: config maps and headless services
   * @throws ArmadaProblem if Armada cannot run this pod
   */
  public ObjectNode of(
      String name,
      String clientId,
      Pod pod,
      String sparkContainer,
      List<HasMetadata> resources,
      PodDefaults defaults,
      Optional<Gang> gang) {
    ObjectNode json = json(pod);
    ObjectNode spec = json.withObject("/spec");
    ObjectNode item =
        JSON.createObjectNode()
            .put("priority", priority)
            .put("namespace", namespace)
            .put("clientId", clientId);
    ObjectNode labels = item.putObject("labels");
    labels.setAll(json.withObject("/metadata/labels"));
    ObjectNode annotations = item.putObject("annotations");
    annotations.setAll(json.withObject("/metadata/annotations"));

    List<ConfigMap> maps = new ArrayList<>();
    ArrayNode services = JSON.createArrayNode();
    for (HasMetadata resource : resources) {
      if (resource instanceof ConfigMap) {
        maps.add((ConfigMap) resource);
      } else if (resource instanceof Service) {
        services.add(service((Service) resource));
      } else {
        throw new ArmadaProblem(
            "Spark wants to create "
                + resource.getKind()
                + " \""
                + resource.getMetadata().getName()
                + "\" for the "
                + name
                + ", but Armada creates pods and services only. Create it in the namespace first and name it in the"
                + " settings");
      }
    }
    new ConfigFiles(maps).apply(spec, annotations);
    new PodRules(name, defaults).apply(spec, sparkContainer);
    gang.ifPresent(joined -> joined.join(annotations));
    item.putArray("podSpecs").add(spec);
    if (!services.isEmpty()) {
      item.set("services", services);
    }
    return item;
  }

  private static ObjectNode service(Service service) {
    if (!"None".equals(service.getSpec().getClusterIP())) {
      throw new ArmadaProblem(
          "Service \""
              + service.getMetadata().getName()
              + "\" is not headless, and Armada creates no other for Spark");
    }
    ObjectNode json =
        JSON.createObjectNode()
            .put("type", "Headless")
            .put("name", service.getMetadata().getName());
    ArrayNode ports = json.putArray("ports");
    service.getSpec().getPorts().forEach(port -> ports.add(port.getPort()));
    return json;
  }

  private static ObjectNode json(Pod pod) {
    try {
      return (ObjectNode) JSON.readTree(Serialization.asJson(pod));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
