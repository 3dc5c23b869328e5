package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A server with Armada's API that runs each accepted executor as a local process, and tells its
 * states as events.
 */
public final class LocalArmada implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Map<String, LocalJob> jobs = new LinkedHashMap<>();
  private final List<ObjectNode> events = new ArrayList<>();
  private final List<StreamObserver<DynamicMessage>> followers = new ArrayList<>();
  private final Set<String> cancelled = new TreeSet<>();
  private final int port;
  private Server server;
  private Optional<String> rejection = Optional.empty();
  private Optional<Status> refusal = Optional.empty();
  private boolean holding;
  private final List<Integer> streams = new ArrayList<>();

  /** Starts a server whose executors write their output into this folder. */
  public LocalArmada(Path folder) throws IOException {
    this.folder = folder;
    server = serve(0);
    port = server.getPort();
  }

  /** The master of a driver. */
  public String master() {
    return "armada://127.0.0.1:" + port;
  }

  /** The server goes away; its jobs run on. */
  public void away() throws InterruptedException {
    server.shutdownNow().awaitTermination();
    synchronized (this) {
      followers.clear();
    }
  }

  /** The server is back at the same address, and has its state. */
  public void back() throws IOException {
    server = serve(port);
  }

  /** From now on no job can be placed. */
  public synchronized void rejectJobs(String reason) {
    rejection = Optional.of(reason);
  }

  /** From now on submissions are refused; with null, they are accepted again. */
  public synchronized void refuse(Status status) {
    refusal = Optional.ofNullable(status);
  }

  /** From now on jobs stay in the queue. */
  public synchronized void hold() {
    holding = true;
  }

  /** The items of all jobs, in the order of their submission. */
  public synchronized List<JsonNode> items() {
    List<JsonNode> items = new ArrayList<>();
    jobs.values().forEach(job -> items.add(job.item()));
    return items;
  }

  /** The job of the executor with this id. */
  public synchronized String job(String executorId) {
    return jobs.values().stream()
        .filter(job -> job.item().at("/labels/spark-exec-id").asText().equals(executorId))
        .map(LocalJob::id)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  public synchronized Set<String> cancelled() {
    return new TreeSet<>(cancelled);
  }

  /** The last event that the client of each stream of events had seen, 0 for none. */
  public synchronized List<Integer> streams() {
    return List.copyOf(streams);
  }

  public synchronized boolean anyRuns() {
    return jobs.values().stream().anyMatch(LocalJob::runs);
  }

  /** Kills the process as the kernel does when memory is short. */
  public synchronized void kill(String job) {
    jobs.get(job).kill();
  }

  /** Stops the process, and tells that another job needs its place. */
  public synchronized void preempt(String job) {
    jobs.get(job).stop("preempted", details -> details.put("reason", "a job of queue urgent"));
  }

  /** Cancels all jobs as a user of armadactl does. */
  public synchronized void cancelAll() {
    List.copyOf(jobs.keySet()).forEach(job -> cancel(job, "a user of armadactl"));
  }

  private void cancel(String job, String requestor) {
    LocalJob found = jobs.get(job);
    if (found != null && !found.ended()) {
      cancelled.add(job);
      found.stop("cancelled", details -> details.put("requestor", requestor));
    }
  }

  private Server serve(int port) throws IOException {
    return ArmadaServer.at(
            port, InsecureServerCredentials.create(), this::submit, this::cancel, this::follow)
        .build()
        .start();
  }

  private synchronized void submit(DynamicMessage request, StreamObserver<DynamicMessage> to) {
    if (refusal.isPresent()) {
      to.onError(refusal.get().asRuntimeException());
      return;
    }
    ObjectNode answer = JSON.createObjectNode();
    for (JsonNode item : JsonDecoder.decode(request).path("jobRequestItems")) {
      String id = "job-of-" + item.path("clientId").asText();
      answer.withArray("jobResponseItems").addObject().put("jobId", id);
      if (!jobs.containsKey(id)) {
        LocalJob job = new LocalJob(id, item, this::event);
        jobs.put(id, job);
        event("submitted", id, JSON.createObjectNode());
        event("queued", id, JSON.createObjectNode());
        if (rejection.isPresent()) {
          job.reject(rejection.get());
        } else if (!holding) {
          job.start(folder);
        }
      }
    }
    to.onNext(JsonEncoder.encode(answer, Messages.named("JobSubmitResponse"), ""));
    to.onCompleted();
  }

  private synchronized void cancel(DynamicMessage request, StreamObserver<DynamicMessage> to) {
    ObjectNode answer = JSON.createObjectNode();
    for (JsonNode id : JsonDecoder.decode(request).path("jobIds")) {
      answer.withArray("cancelledIds").add(id.asText());
      cancel(id.asText(), "the owner");
    }
    to.onNext(JsonEncoder.encode(answer, Messages.named("CancellationResult"), ""));
    to.onCompleted();
  }

  private synchronized void follow(DynamicMessage request, StreamObserver<DynamicMessage> to) {
    ((ServerCallStreamObserver<DynamicMessage>) to).setOnCancelHandler(() -> leave(to));
    int from = JsonDecoder.decode(request).path("fromMessageId").asInt();
    streams.add(from);
    events.subList(from, events.size()).forEach(event -> send(to, event));
    followers.add(to);
  }

  private synchronized void leave(StreamObserver<DynamicMessage> follower) {
    followers.remove(follower);
  }

  private synchronized void event(String type, String job, ObjectNode details) {
    ObjectNode event = JSON.createObjectNode().put("id", Integer.toString(events.size() + 1));
    event.putObject("message").set(type, details.put("jobId", job));
    events.add(event);
    followers.forEach(follower -> send(follower, event));
  }

  private static void send(StreamObserver<DynamicMessage> to, ObjectNode event) {
    to.onNext(JsonEncoder.encode(event, Messages.named("EventStreamMessage"), ""));
  }

  @Override
  public void close() {
    server.shutdownNow();
    synchronized (this) {
      jobs.values().forEach(LocalJob::kill);
    }
  }
}
