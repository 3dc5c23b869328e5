package io.sparkrecorder.doctor;

import io.sparkrecorder.discovery.Reply;
import java.util.Optional;

/** Findings for the replies of the Kubernetes API that no check can use. */
final class Replies {
  private Replies() {}

  /** A finding for a missing right or no answer; empty for a reply that the check must judge. */
  static <T> Optional<Finding> unusable(String check, Reply<T> reply) {
    return switch (reply) {
      case Reply.Forbidden<T>(String verb, String resource) ->
          Optional.of(forbidden(check, verb, resource));
      case Reply.Silent<T>(String why) ->
          Optional.of(Finding.skipped(check, "the Kubernetes API gave no answer: " + why));
      case Reply.Given<T> _, Reply.Unknown<T> _, Reply.Refused<T> _ -> Optional.empty();
    };
  }

  private static Finding forbidden(String check, String verb, String resource) {
    return Finding.skipped(
        check,
        "the account in use may not %s %s".formatted(verb, resource),
        "kubectl create role doctor --verb=%s --resource=%s, bound to the account, allows it"
            .formatted(verb, resource));
  }
}
