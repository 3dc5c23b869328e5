package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A job whose pod is one local process: an executor of the Spark on the class path. */
final class LocalJob {

  /** Takes an event of a job. */
  interface Events {
    void event(String type, String job, ObjectNode details);
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPTION = "SPARK_JAVA_OPT_";

  private final String id;
  private final JsonNode item;
  private final Events events;
  private volatile Optional<Process> process = Optional.empty();
  private final AtomicBoolean ended = new AtomicBoolean();

  LocalJob(String id, JsonNode item, Events events) {
    this.id = id;
    this.item = item;
    this.events = events;
  }

  String id() {
    return id;
  }

  JsonNode item() {
    return item;
  }

  boolean ended() {
    return ended.get();
  }

  boolean runs() {
    return process.map(Process::isAlive).orElse(false);
  }

  void reject(String reason) {
    end("failed", details -> details.put("reason", reason).put("cause", "Rejected"));
  }

  /** Starts the process, as the entry point of Spark's image does. */
  void start(Path folder) {
    try {
      Process started =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(id + ".log").toFile())
              .start();
      process = Optional.of(started);
      events.event("leased", id, JSON.createObjectNode());
      events.event("pending", id, JSON.createObjectNode());
      events.event("running", id, JSON.createObjectNode());
      CompletableFuture<Void> unused = started.onExit().thenAccept(this::exited);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    Map<String, String> environment = new TreeMap<>();
    Map<Integer, String> options = new TreeMap<>();
    for (JsonNode variable : container().path("env")) {
      String name = variable.path("name").asText();
      String value = variable.path("value").asText();
      environment.put(name, value);
      if (name.startsWith(OPTION)) {
        options.put(Integer.valueOf(name.substring(OPTION.length())), value);
      }
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Executors of tests live for seconds, so their start counts most.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options.values());
    command.add("-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend");
    command.addAll(List.of("--driver-url", environment.get("SPARK_DRIVER_URL")));
    command.addAll(List.of("--executor-id", environment.get("SPARK_EXECUTOR_ID")));
    command.addAll(List.of("--cores", environment.get("SPARK_EXECUTOR_CORES")));
    command.addAll(List.of("--app-id", environment.get("SPARK_APPLICATION_ID")));
    command.addAll(List.of("--hostname", "127.0.0.1"));
    command.addAll(List.of("--resourceProfileId", environment.get("SPARK_RESOURCE_PROFILE_ID")));
    command.addAll(List.of("--podName", "armada-" + id));
    return command;
  }

  private JsonNode container() {
    return item.at("/podSpecs/0/containers/0");
  }

  private void exited(Process exited) {
    int code = exited.exitValue();
    if (code == 0) {
      end("succeeded", details -> {});
    } else {
      end(
          "failed",
          details ->
              details
                  .put("reason", "the pod failed")
                  .withArray("containerStatuses")
                  .addObject()
                  .put("name", container().path("name").asText())
                  .put("exitCode", code)
                  .put("reason", code == 137 ? "OOMKilled" : "Error"));
    }
  }

  void kill() {
    process.ifPresent(Process::destroyForcibly);
  }

  /** Ends the job with this event, and its process with SIGTERM. */
  void stop(String type, Consumer<ObjectNode> details) {
    end(type, details);
    process.ifPresent(Process::destroy);
  }

  private void end(String type, Consumer<ObjectNode> fill) {
    if (ended.compareAndSet(false, true)) {
      ObjectNode details = JSON.createObjectNode();
      fill.accept(details);
      events.event(type, id, details);
    }
  }
}
