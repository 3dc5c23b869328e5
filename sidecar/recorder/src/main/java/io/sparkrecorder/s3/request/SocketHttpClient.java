package io.sparkrecorder.s3.request;

import io.sparkrecorder.http.Body;
import io.sparkrecorder.http.Client;
import io.sparkrecorder.http.Exchange;
import io.sparkrecorder.http.Head;
import io.sparkrecorder.http.Origin;
import io.sparkrecorder.http.Request;
import io.sparkrecorder.http.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Lets the AWS SDK send its requests through {@link Client}. */
public record SocketHttpClient(Client client) implements SdkHttpClient {
  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    Exchange exchange = client.exchange(request(request));
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return response(exchange);
      }

      @Override
      public void abort() {
        exchange.abort();
      }
    };
  }

  private static Request request(HttpExecuteRequest request) {
    SdkHttpRequest http = request.httpRequest();
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    http.forEachHeader(headers::put);
    headers.remove("Expect");
    List<String> length = headers.remove("Content-Length");
    headers.computeIfAbsent("Host", _ -> List.of(origin(http).authority()));
    Optional<Body> body =
        request
            .contentStreamProvider()
            .map(provider -> new Body(length == null ? -1 : bytes(length), provider::newStream));
    String path = http.encodedPath();
    return new Request(
        http.method().name(),
        origin(http),
        (path.startsWith("/") ? path : "/" + path)
            + http.encodedQueryParameters().map(query -> "?" + query).orElse(""),
        headers,
        body);
  }

  private static Origin origin(SdkHttpRequest http) {
    return Origin.of(http.protocol(), http.host(), http.port());
  }

  private static long bytes(List<String> length) {
    return Long.parseLong(length.getFirst());
  }

  private static HttpExecuteResponse response(Exchange exchange) throws IOException {
    Response response = exchange.send();
    Head head = response.head();
    SdkHttpResponse.Builder http =
        SdkHttpResponse.builder().statusCode(head.status()).statusText(head.reason());
    head.headers().forEach(http::putHeader);
    return HttpExecuteResponse.builder()
        .response(http.build())
        .responseBody(AbortableInputStream.create(response.body(), exchange::abort))
        .build();
  }

  @Override
  public String clientName() {
    return "socket";
  }

  @Override
  public void close() {
    client.close();
  }
}
