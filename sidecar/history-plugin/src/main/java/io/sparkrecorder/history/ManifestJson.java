package io.sparkrecorder.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.function.Predicate;

/**
 * Reads a manifest pod by pod, so that the heap holds only the files that someone asked for. It
 * ignores unknown fields, and refuses a newer version.
 */
final class ManifestJson {
  static final int VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private final Predicate<Manifest.Pod> wanted;
  private final Manifest manifest = new Manifest();
  private final JsonParser json;
  private int version;

  private ManifestJson(JsonParser json, Predicate<Manifest.Pod> wanted) {
    this.json = json;
    this.wanted = wanted;
  }

  static Manifest read(InputStream in, Predicate<Manifest.Pod> wanted) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      return new ManifestJson(json, wanted).document();
    }
  }

  private interface Field {
    void read(String name) throws IOException;
  }

  private Manifest document() throws IOException {
    json.nextToken();
    object(this::field);
    if (version == 0) {
      throw new Malformed("it has no version");
    }
    return manifest;
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "version":
        version = (int) number();
        checkVersion("manifest", version, VERSION);
        break;
      case "app":
        manifest.app = text();
        break;
      case "complete":
        manifest.complete = json.currentToken() == JsonToken.VALUE_TRUE;
        break;
      case "reason":
        manifest.reason = text();
        break;
      case "written":
        manifest.written = text();
        break;
      case "pods":
        list(this::pod);
        break;
      default:
        json.skipChildren();
    }
  }

  /** Refuses a document that a newer recorder wrote, whose fields may mean something else. */
  static void checkVersion(String what, long version, int known) throws Malformed {
    if (version > known) {
      throw new Malformed(
          "a newer recorder wrote version "
              + version
              + " of the "
              + what
              + ", and this history server reads version "
              + known
              + ". Use the history server's image of that release");
    }
    if (version < 1) {
      throw new Malformed("its version is " + version);
    }
  }

  private void pod() throws IOException {
    Manifest.Pod pod = new Manifest.Pod();
    object(name -> podField(pod, name));
    if (pod.uid.isEmpty() || pod.role.isEmpty()) {
      throw new Malformed("pod " + (manifest.pods + 1) + " has no role or no uid");
    }
    manifest.pods++;
    manifest.files += pod.fileCount - pod.missing;
    manifest.bytes += pod.bytes;
    manifest.missingFiles += pod.missing;
    if (!wanted.test(pod)) {
      pod.files = new ArrayList<>();
    }
    manifest.listed.add(pod);
  }

  private void podField(Manifest.Pod pod, String name) throws IOException {
    switch (name) {
      case "role":
        pod.role = text();
        break;
      case "executorId":
        pod.executorId = text();
        break;
      case "pod":
        pod.name = text();
        break;
      case "uid":
        pod.uid = text();
        break;
      case "node":
        pod.node = text();
        break;
      case "state":
        pod.state = text();
        break;
      case "reason":
        pod.reason = text();
        break;
      case "exitCode":
        pod.exitCode = Long.toString(number());
        break;
      case "started":
        pod.started = text();
        break;
      case "sealed":
        pod.sealed = text();
        break;
      case "files":
        list(() -> file(pod));
        break;
      case "skipped":
        list(() -> skipped(pod));
        break;
      default:
        json.skipChildren();
    }
  }

  private void file(Manifest.Pod pod) throws IOException {
    Manifest.File file = new Manifest.File();
    object(name -> fileField(file, name));
    pod.files.add(file);
    pod.fileCount++;
    if (file.key.isEmpty()) {
      pod.missing++;
    } else {
      pod.bytes += file.size;
    }
  }

  private void fileField(Manifest.File file, String name) throws IOException {
    switch (name) {
      case "name":
        file.name = text();
        break;
      case "bytes":
        file.size = size();
        break;
      case "format":
        file.format = text();
        break;
      case "state":
        file.state = text();
        break;
      case "note":
        file.note = text();
        break;
      case "key":
        file.key = text();
        break;
      case "missing":
        file.missing = text();
        break;
      case "crc32c":
        file.crc32c = text();
        break;
      default:
        json.skipChildren();
    }
  }

  private void skipped(Manifest.Pod pod) throws IOException {
    String[] entry = {"", ""};
    object(
        name -> {
          if (name.equals("name")) {
            entry[0] = text();
          } else if (name.equals("why")) {
            entry[1] = text();
          } else {
            json.skipChildren();
          }
        });
    pod.skipped.put(entry[0], entry[1]);
  }

  private void object(Field field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new Malformed("it is not the JSON that is expected");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.getCurrentName();
      json.nextToken();
      field.read(name);
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new Malformed("it ends in the middle");
    }
  }

  private interface Item {
    void read() throws IOException;
  }

  private void list(Item item) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new Malformed("\"" + json.getCurrentName() + "\" is no list");
    }
    JsonToken token = json.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      item.read();
      token = json.nextToken();
    }
  }

  private String text() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new Malformed("\"" + json.getCurrentName() + "\" is no text");
    }
    return json.getText();
  }

  private long number() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new Malformed("\"" + json.getCurrentName() + "\" is no whole number");
    }
    return json.getLongValue();
  }

  private long size() throws IOException {
    long size = number();
    if (size < 0 || size > 1L << 50) {
      throw new Malformed("\"" + json.getCurrentName() + "\" is no size");
    }
    return size;
  }
}
