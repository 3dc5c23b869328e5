package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Batch;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.outcome.Platform;
import io.sparkrecorder.failuremap.run.Applications;
import io.sparkrecorder.failuremap.run.JobSettings;
import io.sparkrecorder.failuremap.run.RunProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Creates SparkApplications of one experiment. Closing deletes them, and nothing else. */
public final class ClusterApplications implements Applications, AutoCloseable {
  /** The job waits longer for its executors than this runner, which knows the reason. */
  private static final Duration JOB_WAITS_LONGER = Duration.ofMinutes(2);

  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final int LONGEST_NAME = 36;

  private final Template template;
  private final Experiment experiment;
  private final int atOnce;
  private final Duration pending;
  private final SparkApplications applications;
  private final PodHistory pods;
  private final ClusterApplication.Place place;

  /** Names by arguments of applications that a killed runner left. */
  private final Map<List<String>, String> leftOver = new HashMap<>();

  private final Set<String> mine = new HashSet<>();
  private volatile boolean ending;

  /**
   * Prepares applications in a namespace.
   *
   * @param pending the longest time that a pod may wait for its start
   */
  public ClusterApplications(
      KubernetesClient client,
      String namespace,
      Template template,
      Experiment experiment,
      StoredApplications stored,
      int atOnce,
      Duration pending) {
    this.template = template;
    this.experiment = experiment;
    this.atOnce = atOnce;
    this.pending = pending;
    this.applications = new SparkApplications(client, namespace, experiment.id());
    this.pods = new PodHistory(client, namespace, experiment.id());
    this.place =
        new ClusterApplication.Place(
            client, namespace, applications, pods, stored, pending, GRACE, () -> ending);
  }

  @Override
  public Platform platform() {
    return Platform.CLUSTER;
  }

  @Override
  public int atOnce() {
    return atOnce;
  }

  @Override
  public synchronized void adopt(List<Batch> batches) {
    Set<List<String>> wanted = new HashSet<>();
    batches.stream().limit(atOnce).forEach(batch -> wanted.add(arguments(batch)));
    for (SparkApplications.Found found : applications.mine()) {
      mine.add(found.name());
      if (!wanted.contains(found.arguments())
          || leftOver.putIfAbsent(found.arguments(), found.name()) != null) {
        applications.delete(found.name());
      }
    }
  }

  private List<String> arguments(Batch batch) {
    List<String> arguments =
        new ArrayList<>(JobSettings.arguments(experiment, batch.shape(), batch.attempts()));
    long wait = pending.plus(JOB_WAITS_LONGER).toSeconds();
    arguments.addAll(List.of("--executor-wait-seconds", "" + wait));
    return List.copyOf(arguments);
  }

  @Override
  public synchronized Application start(Shape shape, List<Attempt> attempts) throws IOException {
    if (ending) {
      throw new RunProblem("the runner is ending");
    }
    List<String> arguments = arguments(new Batch(shape, attempts));
    String name = leftOver.remove(arguments);
    if (name == null) {
      name = newName();
      mine.add(name);
      applications.create(
          template.application(
              name, Labels.of(experiment.id(), name), experiment, shape, arguments));
    }
    return new ClusterApplication(name, place);
  }

  private String newName() {
    String id = experiment.id().replace('.', '-');
    String start = id.length() > LONGEST_NAME ? id.substring(0, LONGEST_NAME) : id;
    return "%s-%s".formatted(start, UUID.randomUUID().toString().substring(0, 8));
  }

  /** Deletes all applications that are left. A second call does nothing. */
  @Override
  public void close() {
    ending = true;
    synchronized (this) {
      KubernetesClientException failure = null;
      for (String name : mine) {
        try {
          applications.delete(name);
        } catch (KubernetesClientException e) {
          // An application that cannot be deleted does not keep the others.
          failure = e;
        }
      }
      mine.clear();
      pods.close();
      if (failure != null) {
        throw failure;
      }
    }
  }
}
