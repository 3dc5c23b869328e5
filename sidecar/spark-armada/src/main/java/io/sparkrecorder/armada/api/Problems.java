package io.sparkrecorder.armada.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Words the server's refusals for people: the fault, Armada's own words, and the remedy. */
final class Problems {

  private final Address address;
  private final boolean tls;

  Problems(Address address, boolean tls) {
    this.address = address;
    this.tls = tls;
  }

  ArmadaProblem of(StatusRuntimeException failure, String queue) {
    Status status = failure.getStatus();
    String words =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    if (words.contains("could not find queue")) {
      return ArmadaProblem.passing(
          "Armada knows no queue \""
              + queue
              + "\". Create it: armadactl create queue "
              + queue
              + " (jobs can use a new queue 1 to 10 seconds later)",
          failure);
    }
    switch (status.getCode()) {
      case UNAVAILABLE:
      case DEADLINE_EXCEEDED:
        return ArmadaProblem.passing(
            "Cannot reach Armada's server at "
                + address
                + " ("
                + cause(status, words)
                + "). Check that the master names its gRPC port, and that the server speaks "
                + (tls ? "TLS with a certificate that this client trusts" : "without TLS"),
            failure);
      case UNAUTHENTICATED:
        return ArmadaProblem.lasting(
            "Armada does not know who you are ("
                + words
                + "). Check the token or password of this client",
            failure);
      case PERMISSION_DENIED:
        return ArmadaProblem.lasting(
            "Armada does not permit this in queue \""
                + queue
                + "\" ("
                + words
                + "). Ask the owner of the queue for"
                + " the permission",
            failure);
      case INVALID_ARGUMENT:
        return ArmadaProblem.lasting("Armada refuses the request: " + words, failure);
      case NOT_FOUND:
        // The events of a new job set take some seconds to appear.
        return ArmadaProblem.passing("Armada does not find it: " + words, failure);
      case ABORTED:
      case CANCELLED:
      case INTERNAL:
      case RESOURCE_EXHAUSTED:
      case UNKNOWN:
        return ArmadaProblem.passing("Armada's server failed: " + words, failure);
      default:
        return ArmadaProblem.lasting("Armada answered " + status.getCode() + ": " + words, failure);
    }
  }

  private static String cause(Status status, String words) {
    Throwable cause = status.getCause();
    return cause == null || cause.getMessage() == null ? words : words + ": " + cause.getMessage();
  }
}
