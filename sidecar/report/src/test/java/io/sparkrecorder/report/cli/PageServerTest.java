package io.sparkrecorder.report.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.cli.WrongUse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as raw bytes, because a client library corrects the wrong ones. */
class PageServerTest {
  private static final String OUTSIDE = "outside-of-the-page";

  @TempDir private Path folder;
  private Path page;
  private Path data;
  private PageServer server;
  private URI url;

  @BeforeEach
  void start() throws IOException {
    page = Files.writeString(folder.resolve("report.html"), "the page");
    data = Files.writeString(folder.resolve("profile.json.gz"), "the data");
    Files.writeString(folder.resolve("secret.txt"), OUTSIDE);
    server = PageServer.start(0, page, data);
    url = URI.create(server.url());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void serves_the_page_and_its_data_on_loopback_alone() throws IOException {
    assertThat(InetAddress.getByName(url.getHost()).isLoopbackAddress()).isTrue();
    assertThat(get("/")).startsWith("HTTP/1.1 200").endsWith("the page");
    assertThat(get("/report.html")).startsWith("HTTP/1.1 200").endsWith("the page");
    assertThat(get("/profile.json.gz")).startsWith("HTTP/1.1 200").endsWith("the data");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/secret.txt",
        "/../secret.txt",
        "/report.html/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//secret.txt",
        "/etc/passwd",
        "/report.html/",
        "/REPORT.HTML",
      })
  void any_other_path_is_not_found(String path) throws IOException {
    assertThat(get(path)).startsWith("HTTP/1.1 404").doesNotContain(OUTSIDE, "root:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"attacker.example", "attacker.example:PORT", "127.0.0.1", "localhost:1", ""})
  void foreign_host_is_refused(String host) throws IOException {
    assertThat(request("GET", "/", host.replace("PORT", "" + url.getPort())))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("the page");
  }

  @Test
  void localhost_is_no_foreign_host() throws IOException {
    assertThat(request("GET", "/", "localhost:" + url.getPort())).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void only_reading_is_allowed(String method) throws IOException {
    assertThat(request(method, "/", url.getAuthority())).startsWith("HTTP/1.1 405");
  }

  @Test
  void head_has_no_body() throws IOException {
    assertThat(request("HEAD", "/", url.getAuthority()))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("the page");
  }

  @Test
  void port_in_use_is_one_clear_error() {
    assertThatThrownBy(() -> PageServer.start(url.getPort(), page, data))
        .isInstanceOf(WrongUse.class)
        .hasMessage("--port %d is in use: give another one, or none".formatted(url.getPort()));
  }

  private String get(String path) throws IOException {
    return request("GET", path, url.getAuthority());
  }

  private String request(String method, String path, String host) throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .formatted(method, path, host);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
