package io.sparkrecorder.doctor;

import io.sparkrecorder.discovery.Inquiry;
import io.sparkrecorder.discovery.Reply;
import io.sparkrecorder.discovery.ServerVersion;
import io.sparkrecorder.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The checks that ask the Kubernetes API, which are made only if it answers. */
public final class ClusterChecks implements Check {
  private final Inquiry inquiry;
  private final boolean inCluster;
  private final boolean injection;
  private final Deadline end;

  /**
   * Asks nothing yet.
   *
   * @param inCluster whether this process runs in a pod, which must reach the API
   * @param injection whether jobs may ask for the recorder by a label
   * @param end the moment after which no further question is asked
   */
  public ClusterChecks(Inquiry inquiry, boolean inCluster, boolean injection, Deadline end) {
    this.inquiry = inquiry;
    this.inCluster = inCluster;
    this.injection = injection;
    this.end = end;
  }

  @Override
  public String name() {
    return "Kubernetes API";
  }

  @Override
  public void run(Consumer<Finding> findings) {
    switch (inquiry.version()) {
      case Reply.Given<ServerVersion>(ServerVersion version) -> {
        findings.accept(
            Finding.ok(
                name(), "Kubernetes %s, namespace %s".formatted(version, inquiry.namespace())));
        checks(version, findings);
      }
      case Reply.Forbidden<ServerVersion> _,
          Reply.Unknown<ServerVersion> _,
          Reply.Refused<ServerVersion> _ -> {
        findings.accept(Finding.skipped(name(), "it does not tell its version"));
        checks(new ServerVersion(0, 0), findings);
      }
      case Reply.Silent<ServerVersion>(String why) -> findings.accept(silent(why));
    }
  }

  private void checks(ServerVersion version, Consumer<Finding> findings) {
    new Doctor(
            List.of(
                new Clocks("the Kubernetes API", () -> Optional.of(inquiry.clockAhead())),
                new NativeSidecars(inquiry, version),
                new OperatorWebhook(inquiry),
                injection ? new InjectionPolicy(inquiry, version) : new NoInjection(),
                new LivePods(inquiry)),
            end)
        .examine(findings);
  }

  /** Stands for the policy where the workspace does not let jobs use it. */
  private record NoInjection() implements Check {
    @Override
    public String name() {
      return InjectionPolicy.NAME;
    }

    @Override
    public void run(Consumer<Finding> findings) {
      findings.accept(Finding.skipped(name(), "injection is off (recordings.injection.enabled)"));
    }
  }

  private Finding silent(String why) {
    return inCluster
        ? Finding.wrong(
            name(),
            why,
            "mount the account's token, and let pods reach the API (recordings.networkPolicy"
                + ".egress.kubernetesApi): drivers need both to see their executors")
        : Finding.skipped(
            name(), why, "set KUBECONFIG to a cluster's, to check the cluster as well");
  }
}
