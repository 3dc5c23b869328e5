package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/**
 * The Job whose pod runs the map. Kubernetes deletes the applications with it, also when an
 * uninstall takes the runner's rights before the runner can delete them.
 */
public record Owner(String name, String uid) {
  OwnerReference reference() {
    return new OwnerReferenceBuilder()
        .withApiVersion("batch/v1")
        .withKind("Job")
        .withName(name)
        .withUid(uid)
        .build();
  }
}
