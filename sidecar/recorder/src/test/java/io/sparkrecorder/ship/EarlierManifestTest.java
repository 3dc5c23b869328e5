package io.sparkrecorder.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class EarlierManifestTest {
  @TempDir Path folder;

  @Test
  void failure_while_it_is_read_reaches_no_caller_and_is_told() throws InterruptedException {
    EarlierManifest earlier = read((ObjectStore) null, _ -> {});

    assertThat(earlier.pods()).isEmpty();
    assertThat(earlier.trouble())
        .hasValueSatisfying(why -> assertThat(why).startsWith("NullPointerException"));
  }

  @Test
  void object_of_any_size_under_its_key_does_not_fill_the_disk() throws Exception {
    try (HugeManifest huge = HugeManifest.serve()) {
      EarlierManifest earlier = read(huge.store(), _ -> {});

      assertThat(huge.sent()).isZero();
      assertThat(earlier.trouble())
          .contains("it has " + HugeManifest.BYTES + " bytes, and at most 268435456 are read");
    }
  }

  @Test
  void bucket_that_only_takes_and_lists_objects_shows_that_there_is_none() throws Exception {
    EarlierManifest earlier = read(exchange -> denied(exchange, ""));

    assertThat(earlier.trouble()).isEmpty();
  }

  @Test
  void manifest_that_is_listed_but_may_not_be_read_is_told() throws Exception {
    EarlierManifest earlier =
        read(
            exchange ->
                denied(
                    exchange,
                    "<Contents><Key>manifest.json</Key><Size>9</Size><ETag>x</ETag></Contents>"));

    assertThat(earlier.trouble()).hasValueSatisfying(why -> assertThat(why).contains("s3:Get"));
  }

  @Test
  void other_document_under_its_key_is_told() throws Exception {
    EarlierManifest earlier = read(exchange -> answer(exchange, "{ half".getBytes(UTF_8)));

    assertThat(earlier.pods()).isEmpty();
    assertThat(earlier.trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("no JSON object"));
  }

  @Test
  void document_that_cannot_be_read_is_not_fetched_again_and_again() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        serve(
            exchange -> {
              requests.incrementAndGet();
              answer(exchange, "{ half".getBytes(UTF_8));
            });
    try (ObjectStore s3 = open(server);
        Scratch lists = Scratch.open(List.of(folder))) {
      EarlierManifest earlier =
          new EarlierManifest(s3, "manifest.json", lists, () -> Scratch.open(List.of(folder)));
      earlier.start(Deadline.in(Duration.ofMinutes(1)));

      await().until(() -> requests.get() >= 2 && !isReading());
      assertThat(requests).as("HEAD and GET").hasValue(2);
    } finally {
      server.stop(0);
    }
  }

  private static boolean isReading() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("earlier-manifest"));
  }

  @Test
  void more_pods_than_the_heap_holds_are_told() throws Exception {
    String pod = "{\"uid\":\"%d\",\"role\":\"driver\",\"pod\":\"p\",\"state\":\"missing\"}";
    String pods =
        IntStream.rangeClosed(0, 20_000).mapToObj(pod::formatted).collect(Collectors.joining(","));
    byte[] json = ("{\"version\":1,\"pods\":[" + pods + "]}").getBytes(UTF_8);

    EarlierManifest earlier = read(exchange -> answer(exchange, json));

    assertThat(earlier.trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("it has more than 20000 pods"));
  }

  @Test
  void result_of_a_read_that_ends_after_the_replacement_does_not_count() throws Exception {
    AtomicReference<EarlierManifest> reading = new AtomicReference<>();
    EarlierManifest earlier =
        read(
            exchange -> {
              reading.get().close();
              try (exchange) {
                exchange.getResponseHeaders().add("x-amz-request-id", "1");
                exchange.sendResponseHeaders(404, -1);
              }
            },
            reading::set);

    assertThat(earlier.trouble()).contains("S3 did not answer in time");
  }

  private EarlierManifest read(HttpHandler handler) throws Exception {
    return read(handler, _ -> {});
  }

  private EarlierManifest read(HttpHandler handler, Consumer<EarlierManifest> before)
      throws Exception {
    HttpServer server = serve(handler);
    try (ObjectStore s3 = open(server)) {
      return read(s3, before);
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer serve(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
    return server;
  }

  private static ObjectStore open(HttpServer server) {
    return ObjectStore.open(
        HugeManifest.settings(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
        StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
  }

  private EarlierManifest read(ObjectStore s3, Consumer<EarlierManifest> before)
      throws InterruptedException {
    try (Scratch lists = Scratch.open(List.of(folder))) {
      EarlierManifest earlier =
          new EarlierManifest(s3, "manifest.json", lists, () -> Scratch.open(List.of(folder)));
      before.accept(earlier);
      earlier.read(Deadline.in(Duration.ofSeconds(3)));
      return earlier;
    }
  }

  private static void answer(HttpExchange exchange, byte[] document) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("ETag", "\"x\"");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().add("Content-Length", Long.toString(document.length));
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, document.length);
        exchange.getResponseBody().write(document);
      }
    }
  }

  private static void denied(HttpExchange exchange, String contents) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("GET")
          && exchange.getRequestURI().getQuery() != null) {
        byte[] listing =
            ("<ListBucketResult><Name>recordings</Name><IsTruncated>false</IsTruncated>"
                    + contents
                    + "</ListBucketResult>")
                .getBytes(UTF_8);
        exchange.getResponseHeaders().add("x-amz-request-id", "1");
        exchange.sendResponseHeaders(200, listing.length);
        exchange.getResponseBody().write(listing);
        return;
      }
      exchange.getResponseHeaders().add("x-amz-request-id", "1");
      exchange.sendResponseHeaders(403, -1);
    }
  }
}
