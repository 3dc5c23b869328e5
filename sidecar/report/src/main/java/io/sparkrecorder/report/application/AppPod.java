package io.sparkrecorder.report.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pod of an application.
 *
 * @param role driver or executor
 * @param id Spark's id of an executor
 * @param state sealed, partial, recording, or none
 * @param reason reason that its manifest gives
 */
public record AppPod(
    String role,
    Optional<String> id,
    String name,
    Optional<String> uid,
    Optional<Instant> from,
    Optional<Instant> to,
    String state,
    Optional<String> reason,
    Optional<Integer> exitCode,
    List<AppFile> files) {

  /** {@code driver} or {@code executor 3}. */
  public String label() {
    return id.map(it -> role + " " + it).orElse(role);
  }

  public boolean isExecutor() {
    return role.equals("executor");
  }
}
