package io.sparkrecorder.history;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkrecorder.testbed.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chromium without a window, driven by the WebDriver protocol. */
final class Chromium implements AutoCloseable {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final URI root;
  private String session = "";

  private Chromium(Process driver, URI root) {
    this.driver = driver;
    this.root = root;
  }

  /** Starts it, if Chromium and its driver are installed. */
  static Optional<Chromium> start(boolean scripts) throws IOException {
    if (!Files.isExecutable(BROWSER) || !Files.isExecutable(DRIVER)) {
      return Optional.empty();
    }
    int port = FreePort.find();
    Process driver =
        new ProcessBuilder(DRIVER.toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Chromium chromium = new Chromium(driver, URI.create("http://127.0.0.1:" + port));
    await("chromedriver answers")
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> chromium.send("GET", "/status", Map.of()).path("ready").asBoolean());
    Map<String, Object> options =
        Map.of(
            "binary",
            BROWSER.toString(),
            "args",
            List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000"),
            "prefs",
            Map.of("profile.managed_default_content_settings.javascript", scripts ? 1 : 2));
    JsonNode made =
        chromium.send(
            "POST",
            "/session",
            Map.of(
                "capabilities",
                Map.of(
                    "alwaysMatch",
                    Map.of(
                        "goog:chromeOptions",
                        options,
                        "goog:loggingPrefs",
                        Map.of("browser", "ALL")))));
    chromium.session = "/session/" + made.path("sessionId").asText();
    return Optional.of(chromium);
  }

  void open(URI uri) {
    send("POST", session + "/url", Map.of("url", uri.toString()));
  }

  String where() {
    return send("GET", session + "/url", Map.of()).asText();
  }

  /** The visible text of the first such element; empty if there is none. */
  String text(String css) {
    return element("css selector", css)
        .map(id -> send("GET", session + "/element/" + id + "/text", Map.of()).asText())
        .orElse("");
  }

  /** Clicks the first link with this text; returns false if there is none yet, or if it moves. */
  boolean click(String link) {
    Optional<String> id = element("link text", link);
    try {
      id.ifPresent(found -> send("POST", session + "/element/" + found + "/click", Map.of()));
      return id.isPresent();
    } catch (IllegalStateException e) {
      if (e.getMessage().contains("click intercepted")
          || e.getMessage().contains("stale element")) {
        return false;
      }
      throw e;
    }
  }

  private Optional<String> element(String using, String value) {
    JsonNode found = send("POST", session + "/elements", Map.of("using", using, "value", value));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.get(0).elements().next().asText());
  }

  /** Runs the body of a function; its last argument takes the result. */
  JsonNode runAsync(String script, Object... arguments) {
    return send(
        "POST", session + "/execute/async", Map.of("script", script, "args", List.of(arguments)));
  }

  /** Errors on the console since the last call. */
  List<String> errors() {
    List<String> errors = new ArrayList<>();
    for (JsonNode entry : send("POST", session + "/se/log", Map.of("type", "browser"))) {
      if (entry.path("level").asText().equals("SEVERE")) {
        errors.add(entry.path("message").asText());
      }
    }
    return errors;
  }

  /** Saves a picture of the window below {@code target/pages}. */
  void picture(String name) {
    byte[] png =
        Base64.getDecoder().decode(send("GET", session + "/screenshot", Map.of()).asText());
    try {
      Files.write(Files.createDirectories(Path.of("target/pages")).resolve(name + ".png"), png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode send(String method, String path, Map<String, Object> body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(root.resolve(path))
              .header("Content-Type", "application/json")
              .method(
                  method,
                  method.equals("POST")
                      ? HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))
                      : HttpRequest.BodyPublishers.noBody())
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(method + " " + path + ": " + answer.body());
      }
      return JSON.readTree(answer.body()).path("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (!session.isEmpty()) {
      send("DELETE", session, Map.of());
    }
    driver.destroy();
  }
}
