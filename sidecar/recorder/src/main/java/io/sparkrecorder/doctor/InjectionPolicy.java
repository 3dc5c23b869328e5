package io.sparkrecorder.doctor;

import io.sparkrecorder.config.BadSettings;
import io.sparkrecorder.config.Graces;
import io.sparkrecorder.discovery.Inquiry;
import io.sparkrecorder.discovery.PodShape;
import io.sparkrecorder.discovery.Reply;
import io.sparkrecorder.discovery.ServerVersion;
import io.sparkrecorder.discovery.TrialPod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Lets the policy of spark-platform change a pod that asks by its label to be recorded. */
final class InjectionPolicy implements Check {
  static final String NAME = "injection policy";

  private static final int SERVED = 36;

  private final Inquiry inquiry;
  private final ServerVersion version;

  InjectionPolicy(Inquiry inquiry, ServerVersion version) {
    this.inquiry = inquiry;
    this.version = version;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(Consumer<Finding> findings) {
    for (String role : List.of("driver", "executor")) {
      Reply<PodShape> reply = inquiry.create(trial(role));
      Finding finding = Replies.unusable(name(), reply).orElseGet(() -> finding(role, reply));
      findings.accept(finding);
      if (finding.verdict() != Verdict.OK) {
        return;
      }
    }
  }

  private static TrialPod trial(String role) {
    return new TrialPod(
        "recorder-doctor-" + role,
        Map.of(
            "spark-recorder/record", "true",
            "spark-role", role,
            "spark-app-selector", "spark-doctor",
            "spark-exec-id", "1"),
        false);
  }

  private Finding finding(String role, Reply<PodShape> reply) {
    return switch (reply) {
      case Reply.Given<PodShape>(PodShape pod) ->
          pod.recorder().isEmpty() ? absent() : injected(role, pod, pod.recorder().get());
      case Reply.Refused<PodShape>(String message) -> refused(role, message);
      case Reply.Unknown<PodShape> _, Reply.Forbidden<PodShape> _, Reply.Silent<PodShape> _ ->
          absent();
    };
  }

  private Finding injected(String role, PodShape pod, Map<String, String> variables) {
    Duration grace = pod.grace().orElse(Duration.ZERO);
    try {
      Duration expected = Graces.from(variables).own();
      return grace.compareTo(expected) >= 0
          ? Finding.ok(
              name(),
              "a labelled %s gets the recorder and %d s of grace"
                  .formatted(role, grace.toSeconds()))
          : Finding.wrong(
              name(),
              "a labelled %s gets the recorder, which expects %d s of grace, but only %d s"
                  .formatted(role, expected.toSeconds(), grace.toSeconds()),
              "find the webhook or policy that sets terminationGracePeriodSeconds of pods, and"
                  + " remove that");
    } catch (BadSettings e) {
      return Finding.wrong(
          name(),
          "a labelled %s gets a recorder whose settings are wrong: %s"
              .formatted(role, String.join("; ", e.problems())),
          "helm upgrade the workspace's release with the values of this version");
    }
  }

  private Finding absent() {
    String detail = "the label spark-recorder/record does nothing in " + inquiry.namespace();
    String unneeded = "; jobs of spark-application do not need it";
    boolean old = version.major() > 0 && version.isBefore(1, SERVED);
    return old
        ? Finding.warning(
            name(),
            detail + ": Kubernetes %s serves no MutatingAdmissionPolicy".formatted(version),
            "upgrade Kubernetes to 1.36 or later, or set recordings.injection.enabled: false"
                + unneeded)
        : Finding.warning(
            name(),
            detail,
            "install spark-platform with injection.enabled: true, and this workspace with"
                + " recordings.injection.enabled: true"
                + unneeded);
  }

  private Finding refused(String role, String message) {
    return Finding.wrong(
        name(),
        "a labelled %s is refused: %s".formatted(role, message),
        "upgrade spark-platform and this workspace to the same version");
  }
}
