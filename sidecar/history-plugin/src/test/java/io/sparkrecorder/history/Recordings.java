package io.sparkrecorder.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** A manifest under construction, as the recorder writes it. */
final class Recordings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode root = JSON.createObjectNode();
  private final ArrayNode pods;
  private ObjectNode pod;
  private final String folder;

  /**
   * @param folder key of the application's folder, without a slash at its end
   */
  Recordings(String folder, String app) {
    this.folder = folder;
    root.put("version", 1).put("app", app).put("namespace", "ns1").put("complete", true);
    root.put("written", "2026-01-31T12:30:00Z").put("unknown", "ignored");
    pods = root.putArray("pods");
  }

  Recordings incomplete(String reason) {
    root.put("complete", false);
    if (!reason.isEmpty()) {
      root.put("reason", reason);
    }
    return this;
  }

  Recordings version(int version) {
    root.put("version", version);
    return this;
  }

  Recordings driver() {
    return pod("driver", "", "sealed", "", 0);
  }

  Recordings executor(String id, String state, String reason, int exitCode) {
    return pod("executor", id, state, reason, exitCode);
  }

  private Recordings pod(String role, String id, String state, String reason, int exitCode) {
    pod = pods.addObject().put("role", role);
    if (!id.isEmpty()) {
      pod.put("executorId", id);
    }
    pod.put("pod", "nightly-" + role + id).put("uid", "uid-" + role + id + "-" + pods.size());
    pod.put("node", "node-7").put("state", state);
    if (!reason.isEmpty()) {
      pod.put("reason", reason);
    }
    pod.put("exitCode", exitCode).put("started", "2026-01-31T12:00:00Z");
    pod.putArray("files");
    pod.putArray("skipped");
    return this;
  }

  Recordings file(String name, long bytes, String state, String note) {
    return fileAt(name, bytes, state, note, folder + "/" + label() + "/" + name);
  }

  Recordings fileAt(String name, long bytes, String state, String note, String key) {
    ObjectNode file = entry(name, bytes, state);
    if (!note.isEmpty()) {
      file.put("note", note);
    }
    file.put("key", key);
    return this;
  }

  Recordings missing(String name, long bytes, String why) {
    entry(name, bytes, "whole").put("missing", why);
    return this;
  }

  Recordings skipped(String name, String why) {
    ((ArrayNode) pod.get("skipped")).addObject().put("name", name).put("why", why);
    return this;
  }

  private ObjectNode entry(String name, long bytes, String state) {
    return ((ArrayNode) pod.get("files"))
        .addObject()
        .put("name", name)
        .put("bytes", bytes)
        .put("crc32c", "00c0ffee")
        .put("format", "jfr")
        .put("state", state);
  }

  private String label() {
    String role = pod.get("role").asText();
    return pod.has("executorId") ? role + "-" + pod.get("executorId").asText() : role;
  }

  byte[] json() {
    return root.toPrettyString().getBytes(StandardCharsets.UTF_8);
  }
}
