package io.sparkrecorder.doctor;

import io.sparkrecorder.discovery.Inquiry;
import io.sparkrecorder.discovery.PodShape;
import io.sparkrecorder.discovery.Reply;
import io.sparkrecorder.discovery.ServerVersion;
import io.sparkrecorder.discovery.TrialPod;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets the API server admit a pod with a native sidecar. A server that does not know them drops the
 * restart policy, and then the recorder would run before Spark instead of beside it.
 */
final class NativeSidecars implements Check {
  private static final int STABLE = 33;

  private final Inquiry inquiry;
  private final ServerVersion version;

  NativeSidecars(Inquiry inquiry, ServerVersion version) {
    this.inquiry = inquiry;
    this.version = version;
  }

  @Override
  public String name() {
    return "native sidecars";
  }

  @Override
  public void run(Consumer<Finding> findings) {
    Reply<PodShape> reply = inquiry.create(new TrialPod("recorder-doctor-sidecar", Map.of(), true));
    findings.accept(Replies.unusable(name(), reply).orElseGet(() -> finding(reply)));
  }

  private Finding finding(Reply<PodShape> reply) {
    if (reply instanceof Reply.Given<PodShape>(PodShape pod)) {
      return pod.sidecars().contains(TrialPod.SIDECAR) ? kept() : dropped();
    }
    String why = reply instanceof Reply.Refused<PodShape>(String message) ? message : "";
    return Finding.wrong(
        name(),
        "the API server refuses a pod of this namespace: " + why,
        "change what refuses it: a quota, a limit range or a policy of the namespace "
            + inquiry.namespace());
  }

  private Finding kept() {
    String works = "a pod keeps its init container with restartPolicy Always";
    boolean known = version.major() > 0;
    return known && version.isBefore(1, STABLE)
        ? Finding.warning(
            name(),
            works + ", as a beta feature of Kubernetes " + version,
            "upgrade the cluster to 1.33 or later, where it is stable")
        : Finding.ok(name(), works);
  }

  private Finding dropped() {
    return Finding.wrong(
        name(),
        "Kubernetes %s takes the restartPolicy away from init containers"
            .formatted(
                Optional.of(version).filter(it -> it.major() > 0).map(Object::toString).orElse("")),
        "upgrade the cluster and its nodes to 1.33 or later");
  }
}
