package io.sparkrecorder.doctor;

import io.sparkrecorder.discovery.Inquiry;
import io.sparkrecorder.discovery.PodShape;
import io.sparkrecorder.discovery.Reply;
import io.sparkrecorder.discovery.TrialPod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Calls the Spark operator's webhooks by dry runs. Without them, pods of SparkApplications start
 * without their volumes, sidecars and grace.
 */
final class OperatorWebhook implements Check {
  private static final String RELEASE =
      "helm upgrade --install spark-operator charts/spark-platform";

  private static final String INSTALL =
      RELEASE
          + " --namespace spark-operator --create-namespace; without the operator there is"
          + " nothing to do";

  private record Fix(String part, String line) {}

  /** Parts of an API server's message, and the fix for each; the first that fits counts. */
  private static final List<Fix> FIXES =
      List.of(
          new Fix(
              "x509",
              "let the operator make a new certificate: kubectl delete secret"
                  + " spark-operator-webhook-certs --namespace spark-operator; kubectl rollout"
                  + " restart deployment --namespace spark-operator"),
          new Fix(
              "no endpoints available",
              "start the webhook's pod, which is not ready: kubectl get pods --namespace"
                  + " spark-operator"),
          new Fix(
              "connection refused",
              "nothing listens in the webhook's pod: kubectl logs --namespace spark-operator"
                  + " deployment/spark-operator-webhook"),
          new Fix(
              "deadline exceeded",
              "open spark-operator.webhook.port from the API server to the nodes"),
          new Fix(
              "EOF",
              "exclude the webhook's port from the mesh: spark-operator.webhook.annotations"),
          new Fix("not found", "its Service is gone: " + RELEASE + " --namespace spark-operator"));

  private final Inquiry inquiry;

  OperatorWebhook(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  @Override
  public String name() {
    return "operator's webhook";
  }

  @Override
  public void run(Consumer<Finding> findings) {
    Reply<Optional<String>> application = inquiry.createApplication("recorder-doctor");
    findings.accept(
        Replies.unusable(name(), application).orElseGet(() -> ofApplication(application)));
    Reply<PodShape> pod =
        inquiry.create(
            new TrialPod(
                "recorder-doctor-operator",
                Map.of(
                    "sparkoperator.k8s.io/launched-by-spark-operator", "true",
                    "spark-role", "driver"),
                false));
    String check = name() + ": pods";
    findings.accept(Replies.unusable(check, pod).orElseGet(() -> ofPod(check, pod)));
  }

  private Finding ofApplication(Reply<Optional<String>> reply) {
    return switch (reply) {
      case Reply.Given<Optional<String>>(Optional<String> mode) ->
          mode.isPresent()
              ? Finding.ok(name(), "it answers for a SparkApplication")
              : Finding.warning(
                  name(),
                  "the API server takes a SparkApplication, but no webhook changes it",
                  "add %s to spark-operator.spark.jobNamespaces, or start the webhook's pod"
                      .formatted(inquiry.namespace()));
      case Reply.Unknown<Optional<String>> _ ->
          Finding.warning(name(), "the cluster knows no SparkApplication", INSTALL);
      case Reply.Refused<Optional<String>>(String message) ->
          isReached(message)
              ? Finding.ok(name(), "it answers for a SparkApplication")
              : broken(name(), message);
      case Reply.Forbidden<Optional<String>> _, Reply.Silent<Optional<String>> _ ->
          Finding.skipped(name(), "");
    };
  }

  /** A webhook that is not called and one that leaves the pod alone look the same. */
  private static Finding ofPod(String check, Reply<PodShape> reply) {
    return reply instanceof Reply.Refused<PodShape>(String message) && !isReached(message)
        ? broken(check, message)
        : Finding.ok(check, "a pod with the operator's labels is admitted");
  }

  private static boolean isReached(String message) {
    return message.contains("denied the request");
  }

  private static Finding broken(String check, String message) {
    return Finding.wrong(
        check,
        message,
        FIXES.stream()
            .filter(fix -> message.contains(fix.part()))
            .map(Fix::line)
            .findFirst()
            .orElse("helm test spark-operator --namespace spark-operator tells more"));
  }
}
