package io.sparkrecorder.armada.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sparkrecorder.armada.api.ArmadaProblem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Applies Armada's rules for pods: completes what Armada would complete with values of its own, and
 * refuses what Armada would refuse, with a line that names the container and the change.
 */
final class PodRules {

  private static final int MAX_BYTES = 65_535;
  private static final String CPU = "cpu";
  private static final String MEMORY = "memory";
  private static final String STORAGE = "ephemeral-storage";

  private final String pod;
  private final PodDefaults defaults;

  /** Rules for a pod that problems call by this name, for example "driver". */
  PodRules(String pod, PodDefaults defaults) {
    this.pod = pod;
    this.defaults = defaults;
  }

  /** Completes the spec in place. */
  void apply(ObjectNode spec, String sparkContainer) {
    grace(spec);
    for (JsonNode container : spec.path("containers")) {
      complete((ObjectNode) container, container.path("name").asText().equals(sparkContainer));
    }
    for (JsonNode container : spec.path("initContainers")) {
      complete((ObjectNode) container, false);
      requireFractionalCpu(container);
    }
    requireDistinctPorts(spec);
    int bytes = spec.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw problem(
          "has "
              + bytes
              + " bytes, but Armada takes "
              + MAX_BYTES
              + ". Shorten its environment or templates");
    }
  }

  private void grace(ObjectNode spec) {
    if (!spec.hasNonNull("terminationGracePeriodSeconds")) {
      spec.put("terminationGracePeriodSeconds", defaults.graceSeconds());
    }
    long grace = spec.path("terminationGracePeriodSeconds").asLong();
    if (grace < PodDefaults.MIN_GRACE || grace > PodDefaults.MAX_GRACE) {
      throw problem(
          "has terminationGracePeriodSeconds: "
              + grace
              + ", but Armada takes 1 to 300. Set it in the pod template");
    }
  }

  private void complete(ObjectNode container, boolean spark) {
    ObjectNode resources = container.withObject("/resources");
    ObjectNode requests = resources.withObject("/requests");
    ObjectNode limits = resources.withObject("/limits");
    fill(requests, limits);
    fill(limits, requests);
    for (String resource : List.of(CPU, MEMORY)) {
      if (!requests.hasNonNull(resource)) {
        throw problem(
            container,
            "requests no "
                + resource
                + ". Set resources.requests."
                + resource
                + " in its template");
      }
    }
    if (!requests.hasNonNull(STORAGE)) {
      requests.put(STORAGE, defaults.storageOf(spark));
      limits.put(STORAGE, defaults.storageOf(spark));
    }
    Iterator<String> names = requests.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (amount(requests, name).compareTo(amount(limits, name)) != 0) {
        throw problem(
            container,
            "requests "
                + requests.path(name).asText()
                + " of "
                + name
                + " with a limit of "
                + limits.path(name).asText()
                + ", but Armada takes equal values only. Set both to the same value");
      }
    }
  }

  private static void fill(ObjectNode into, ObjectNode from) {
    Iterator<String> names = from.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!into.hasNonNull(name)) {
        into.set(name, from.get(name));
      }
    }
  }

  private void requireFractionalCpu(JsonNode container) {
    BigDecimal cpu = amount(container.path("resources").path("requests"), CPU);
    if (cpu.signum() == 0 || cpu.stripTrailingZeros().scale() <= 0) {
      throw problem(
          container,
          "is an init container with "
              + cpu.toPlainString()
              + " cpu, but Armada takes fractions only. Set cpu: 900m, for example");
    }
  }

  private void requireDistinctPorts(ObjectNode spec) {
    Set<Long> seen = new HashSet<>();
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : spec.path(list)) {
        Set<Long> own = new HashSet<>();
        container.path("ports").forEach(port -> own.add(port.path("containerPort").asLong()));
        for (Long port : own) {
          if (!seen.add(port)) {
            throw problem(
                container,
                "declares port "
                    + port
                    + ", which another container of the pod declares too. Remove one");
          }
        }
      }
    }
  }

  private static BigDecimal amount(JsonNode resources, String name) {
    return Quantity.getAmountInBytes(new Quantity(resources.path(name).asText()));
  }

  private ArmadaProblem problem(String what) {
    return new ArmadaProblem("The " + pod + " pod " + what + ".");
  }

  private ArmadaProblem problem(JsonNode container, String what) {
    return problem(
        "cannot run under Armada: container \"" + container.path("name").asText() + "\" " + what);
  }
}
