package io.sparkrecorder.e2e.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrawlTest {
  private final Map<String, String> pages = new HashMap<>();
  private final Map<String, String> redirects = new HashMap<>();
  private final Web web = new Web(Map.of());
  private HttpServer server;
  private URI root;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    root = URI.create("http://localhost:" + server.getAddress().getPort() + "/site/");
  }

  @AfterEach
  void stop() {
    web.close();
    server.stop(0);
  }

  @Test
  void everything_that_links_lead_to_is_asked_for_once() {
    pages.put("", "<a href='jobs/?id=0&amp;x=1'>a</a><img src='/site/a.png'>");
    pages.put("jobs/?id=0&x=1", "<a href='../'>up</a><a href='../jobs/?id=0&amp;x=1#top'>me</a>");
    pages.put("a.png", "");

    Crawl crawl = crawl();

    assertThat(crawl.problems()).isEmpty();
    assertThat(crawl.seen())
        .containsExactly(root, root.resolve("jobs/?id=0&x=1"), root.resolve("a.png"));
  }

  @Test
  void a_page_that_is_missing_is_a_problem() {
    pages.put("", "<a href='gone'>a</a>");

    assertThat(crawl().problems()).containsExactly(root.resolve("gone") + ": 404");
  }

  @Test
  void a_link_out_of_the_prefix_is_a_problem_on_the_same_host_only() {
    pages.put("", "<a href='/other'>a</a><a href='https://example.com/'>b</a>");

    assertThat(crawl().problems()).containsExactly(root + " links to /other");
  }

  @Test
  void redirects_are_followed_unless_they_leave_the_prefix() {
    pages.put("", "<a href='old'>a</a><a href='out'>b</a>");
    pages.put("new", "");
    redirects.put("old", "/site/new");
    redirects.put("out", "/elsewhere");

    Crawl crawl = crawl();

    assertThat(crawl.redirects()).isEqualTo(2);
    assertThat(crawl.seen()).contains(root.resolve("new"));
    assertThat(crawl.problems()).containsExactly(root.resolve("out") + " redirects to /elsewhere");
  }

  @Test
  void a_redirect_to_itself_is_a_problem_the_second_time() {
    redirects.put("", "/site/");

    assertThat(crawl().problems()).containsExactly(root + " redirects to itself again and again");
  }

  @Test
  void of_the_orders_of_a_table_one_is_asked_for() {
    pages.put("", "<a href='t?a.sort=id'>a</a><a href='t?a.sort=name'>b</a>");
    pages.put("t?a.sort=id", "");

    assertThat(crawl().seen()).containsExactly(root, root.resolve("t?a.sort=id"));
  }

  private Crawl crawl() {
    return Crawl.of(web, root, List.of(""));
  }

  private void answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().toString().replaceFirst("^/site/", "");
    byte[] page = pages.getOrDefault(path, "").getBytes(UTF_8);
    int code = redirects.containsKey(path) ? 302 : pages.containsKey(path) ? 200 : 404;
    exchange.getResponseHeaders().add("Content-Type", "text/html;charset=utf-8");
    if (code == 302) {
      exchange.getResponseHeaders().add("Location", redirects.get(path));
    }
    try (exchange) {
      exchange.sendResponseHeaders(code, page.length == 0 ? -1 : page.length);
      exchange.getResponseBody().write(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
