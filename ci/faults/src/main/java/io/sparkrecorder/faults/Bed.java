package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.Manifest;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The places of one round: its own S3 server, a shared volume, and the pods' spools. */
final class Bed implements AutoCloseable {
  private static final String BUCKET = "recordings";
  private static final String NAMESPACE = "team-a";
  private static final String APP = "spark-faults";
  private static final String PREFIX = "pipelines/" + NAMESPACE + "/recordings/" + APP + "/";

  private final Path folder;
  private final RoundPlan plan;
  private final VersityGateway server;

  private Bed(Path folder, RoundPlan plan, VersityGateway server) {
    this.folder = folder;
    this.plan = plan;
    this.server = server;
  }

  static Bed open(Path folder, RoundPlan plan) {
    VersityGateway server = VersityGateway.start(folder.resolve("s3"));
    server.createBucket(BUCKET);
    return new Bed(folder, plan, server);
  }

  VersityGateway server() {
    return server;
  }

  Path spool(RoundPlan.Pod pod) {
    return folder.resolve("spool-" + pod.label());
  }

  Path log(RoundPlan.Pod pod) {
    return folder.resolve(pod.label() + ".log");
  }

  static String uid(RoundPlan.Pod pod) {
    return "uid-" + pod.label();
  }

  /** The settings of a pod's recorder, which reaches S3 through this proxy. */
  Map<String, String> settings(RoundPlan.Pod pod, FaultProxy proxy) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("RECORDER_APP", APP);
    settings.put("RECORDER_NAMESPACE", NAMESPACE);
    settings.put("RECORDER_ROLE", pod.isDriver() ? "driver" : "executor");
    settings.put("RECORDER_POD", "pod-" + pod.label());
    settings.put("RECORDER_POD_UID", uid(pod));
    settings.put("RECORDER_NODE", "node-1");
    settings.put("RECORDER_SPOOL", spool(pod).toString());
    settings.put("RECORDER_GRACE", PodRun.GRACE.toSeconds() + "s");
    // A driver waits this long, plus 5 s, for an executor that died for good.
    settings.put("RECORDER_EXECUTOR_GRACE", plan.together() ? "90s" : "2s");
    settings.put("RECORDER_UPLOAD_TIME", "20s");
    settings.put("RECORDER_SCAN_INTERVAL", "100ms");
    settings.put("RECORDER_DISCOVERY", "store");
    if (!pod.isDriver()) {
      settings.put("RECORDER_EXECUTOR_ID", Integer.toString(pod.number()));
    }
    switch (plan.transport()) {
      case SHARED_VOLUME -> settings.put("RECORDER_STORE", folder.resolve("store").toString());
      case DIRECT -> settings.put("RECORDER_TRANSPORT", "direct");
    }
    if (pod.isDriver() || plan.transport() == Transport.DIRECT) {
      settings.putAll(bucket(proxy));
    }
    return settings;
  }

  private Map<String, String> bucket(FaultProxy proxy) {
    return Map.of(
        "RECORDER_S3_BUCKET",
        BUCKET,
        "RECORDER_S3_ENDPOINT",
        proxy.endpoint().toString(),
        "RECORDER_S3_REGION",
        "us-east-1",
        "RECORDER_S3_PART_SIZE",
        "5Mi",
        "RECORDER_S3_ATTEMPT_TIMEOUT",
        "8s",
        "AWS_ACCESS_KEY_ID",
        server.accessKey(),
        "AWS_SECRET_ACCESS_KEY",
        server.secretKey());
  }

  /** Whether other recorders can find this pod, because its marker exists. */
  boolean isAnnounced(RoundPlan.Pod pod) {
    return switch (plan.transport()) {
      case SHARED_VOLUME -> Files.exists(stored(pod).resolve("marker.json"));
      case DIRECT ->
          Files.exists(
              bucket().resolve(PREFIX).resolve(".store").resolve(name(pod)).resolve("marker.json"));
    };
  }

  /** The pod's folder in the shared volume. */
  Path stored(RoundPlan.Pod pod) {
    return folder.resolve("store").resolve(APP).resolve(name(pod));
  }

  private static String name(RoundPlan.Pod pod) {
    return pod.label() + "." + uid(pod);
  }

  private Path bucket() {
    return server.root().resolve(BUCKET);
  }

  /** Collects everything that remains after all recorders have ended. */
  Evidence evidence(List<PodRun.Ended> pods) throws IOException {
    AppObjects objects = AppObjects.of(bucket(), PREFIX);
    boolean finished = pods.stream().anyMatch(pod -> pod.plan().isDriver() && pod.sealed());
    Optional<Manifest> manifest = objects.manifest().map(json -> Manifest.read(json.toBytes()));
    return new Evidence(
        manifest,
        finished,
        objects,
        pods.stream().map(pod -> evidence(pod, finished)).toList(),
        server.unfinishedUploads(BUCKET));
  }

  private Evidence.Pod evidence(PodRun.Ended pod, boolean finished) {
    Path uploads = bucket().resolve(".sgwtmp/multipart");
    List<Path> elsewhere =
        finished
            ? List.of(spool(pod.plan()))
            : List.of(spool(pod.plan()), stored(pod.plan()), uploads);
    return new Evidence.Pod(
        pod.plan().label(),
        uid(pod.plan()),
        pod.sealed(),
        pod.written(),
        elsewhere,
        plan.transport() == Transport.SHARED_VOLUME
            ? Optional.of(stored(pod.plan()))
            : Optional.empty());
  }

  @Override
  public void close() {
    server.close();
  }
}
