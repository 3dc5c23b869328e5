package io.sparkrecorder.report.application;

import java.util.List;
import java.util.Optional;

/**
 * An application with its pods.
 *
 * @param complete whether its manifest calls it complete; empty without a manifest
 * @param reasons why it is not complete
 * @param manifest where its manifest is
 */
public record Application(
    String id,
    Optional<String> namespace,
    Optional<Boolean> complete,
    List<String> reasons,
    Optional<String> manifest,
    List<AppPod> pods) {}
