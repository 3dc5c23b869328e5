package io.sparkrecorder.e2e.workspace;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.NodeFolder;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.support.S3Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A namespace as strict as Kubernetes can be, with spark-workspace in it. */
@NeedsImages("recorder")
public final class Workspace {
  private final Cluster cluster;
  private final String namespace;
  private final S3Server s3;
  private final NodeFolder store;
  private final Release release;
  private final List<String> values = new ArrayList<>();

  /**
   * Installs it.
   *
   * @param what a word for the namespace's name
   * @param more values files, laid over those of {@link StrictNamespace}
   */
  public Workspace(Cluster cluster, String what, S3Server s3, String... more) {
    this.cluster = cluster;
    this.s3 = s3;
    namespace = cluster.namespace(what);
    values.add(StrictNamespace.values(s3));
    values.addAll(List.of(more));
    store = NodeFolder.of(cluster, namespace);
    store.prepare();
    release = cluster.release("workspace", "spark-workspace", namespace);
    release.upgrade(values.toArray(String[]::new)).orFail();
  }

  public Cluster cluster() {
    return cluster;
  }

  public String namespace() {
    return namespace;
  }

  public S3Server s3() {
    return s3;
  }

  /** The shared volume, from outside. */
  public NodeFolder store() {
    return store;
  }

  public Release release() {
    return release;
  }

  /** The files that it was installed with: those of its jobs begin with them. */
  public List<String> values() {
    return List.copyOf(values);
  }

  /** The prefix of each of its keys: that of its values, otherwise its namespace. */
  public String prefix() {
    return values.stream()
        .flatMap(Workspace::prefix)
        .reduce((before, after) -> after)
        .orElse("pipelines/" + namespace);
  }

  private static Stream<String> prefix(String values) {
    return Stream.of(Serialization.unmarshal(values, GenericKubernetesResource.class))
        .<String>map(all -> all.get("global", "s3", "prefix"))
        .filter(Objects::nonNull);
  }

  /** Below which all of its recordings are in the bucket. */
  public String recordings() {
    return prefix() + "/recordings/";
  }
}
