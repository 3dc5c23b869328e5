package io.sparkrecorder.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The files of a report, as its index lists them. The report's writer writes the index last. */
final class ReportIndex {
  static final String PAGE = "report.html";

  private static final int VERSION = 1;
  private static final int MOST_FILES = 1_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String written;
  private final String headline;
  private final Map<String, Long> files;
  private final Map<String, String> keys;

  private ReportIndex(
      String written, String headline, Map<String, Long> files, Map<String, String> keys) {
    this.written = written;
    this.headline = headline;
    this.files = files;
    this.keys = keys;
  }

  static ReportIndex read(InputStream in) throws IOException {
    JsonNode root = JSON.readTree(in);
    if (root == null || !root.isObject()) {
      throw new Malformed("it is no JSON object");
    }
    ManifestJson.checkVersion("report", root.path("version").asInt(), VERSION);
    Map<String, Long> files = new LinkedHashMap<>();
    Map<String, String> keys = new LinkedHashMap<>();
    for (JsonNode file : root.path("files")) {
      String name = file.path("name").asText();
      long bytes = file.path("bytes").asLong(-1);
      if (!isName(name) || bytes < 0) {
        throw new Malformed("a file has no plain name, or no size");
      }
      files.put(name, bytes);
      keys.put(name, file.path("key").asText());
    }
    if (files.size() > MOST_FILES) {
      throw new Malformed("it has more than " + MOST_FILES + " files");
    }
    return new ReportIndex(
        root.path("written").asText(), root.path("headline").asText(), files, keys);
  }

  /** Tells whether this is the name of a file, without any path. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  String written() {
    return written;
  }

  /** One sentence that says what the report found; may be empty. */
  String headline() {
    return headline;
  }

  /** Names and sizes. */
  Map<String, Long> files() {
    return files;
  }

  boolean hasPage() {
    return files.containsKey(PAGE);
  }

  /** The key of a file's object; empty if the index has no such file, or names no object. */
  String key(String name) {
    return keys.getOrDefault(name, "");
  }

  OptionalLong bytes(String name) {
    Long bytes = files.get(name);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }
}
