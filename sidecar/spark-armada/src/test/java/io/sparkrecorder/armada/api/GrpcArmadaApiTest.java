package io.sparkrecorder.armada.api;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls a gRPC server that answers as Armada does: its refusals are those that the real server was
 * seen to give.
 */
class GrpcArmadaApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger cancelledStreams = new AtomicInteger();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private Server server;
  private GrpcArmadaApi api;
  private volatile Status refusal = Status.OK;

  /** The number of requests before the refusal. */
  private volatile int accepted;

  @BeforeEach
  void start() throws IOException {
    server = server(InsecureServerCredentials.create());
    api =
        new GrpcArmadaApi(
            address(server),
            () -> Optional.of("Bearer secret"),
            Optional.empty(),
            Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    api.close();
    server.shutdownNow();
  }

  private Server server(ServerCredentials credentials) throws IOException {
    return ArmadaServer.at(0, credentials, this::submit, this::cancel, this::events)
        .intercept(new Headers())
        .build()
        .start();
  }

  @Test
  void submit_sends_all_items_in_one_request_and_returns_ids_in_order() throws Exception {
    ObjectNode driver =
        (ObjectNode) JSON.readTree("{\"clientId\":\"d\",\"podSpecs\":[{\"hostname\":\"a\"}]}");
    ObjectNode executor =
        (ObjectNode) JSON.readTree("{\"clientId\":\"e\",\"labels\":{\"spark-exec-id\":\"1\"}}");

    assertThat(api.submit("team", "set", List.of(driver, executor)))
        .containsExactly("job-d", "job-e");

    assertThat(requests)
        .singleElement()
        .isEqualTo(
            JSON.readTree(
                "{\"queue\":\"team\",\"jobSetId\":\"set\",\"jobRequestItems\":["
                    + "{\"clientId\":\"d\",\"podSpecs\":[{\"hostname\":\"a\"}]},"
                    + "{\"clientId\":\"e\",\"labels\":{\"spark-exec-id\":\"1\"}}]}"));
    assertThat(authorizations).containsExactly("Bearer secret");
  }

  @Test
  void a_thousand_large_jobs_go_in_requests_below_4_mebibytes() {
    List<ObjectNode> items =
        IntStream.range(0, 1_000).mapToObj(i -> item("e" + i, 8_000)).collect(toList());

    assertThat(api.submit("team", "set", items))
        .containsExactlyElementsOf(
            IntStream.range(0, 1_000).mapToObj(i -> "job-e" + i).collect(toList()));
    assertThat(requests).hasSize(3);
  }

  @Test
  void a_refused_second_request_cancels_the_jobs_of_the_first() {
    refusal = Status.INVALID_ARGUMENT.withDescription("unknown priority class");
    accepted = 1;

    assertThatThrownBy(
            () -> api.submit("team", "set", List.of(item("d", 2 << 20), item("e", 2 << 20))))
        .hasMessage("Armada refuses the request: unknown priority class");

    assertThat(requests).hasSize(3);
    assertThat(requests.get(2).path("jobIds"))
        .containsExactly(JSON.getNodeFactory().textNode("job-d"));
  }

  @Test
  void a_second_request_that_may_pass_later_leaves_the_first_jobs_in_place() {
    refusal = Status.UNAVAILABLE.withDescription("restarting");
    accepted = 1;
    List<ObjectNode> items = List.of(item("d", 2 << 20), item("e", 2 << 20));
    assertThatThrownBy(() -> api.submit("team", "set", items))
        .asInstanceOf(type(ArmadaProblem.class))
        .returns(true, ArmadaProblem::passing);
    refusal = Status.OK;

    assertThat(api.submit("team", "set", items)).containsExactly("job-d", "job-e");
    assertThat(requests).hasSize(4).noneMatch(request -> request.has("jobIds"));
  }

  @Test
  void cancel_names_the_jobs_and_returns_those_that_were_cancelled() {
    assertThat(api.cancel("team", "set", List.of("job-1", "job-2"), "no longer needed"))
        .containsExactly("job-1");

    assertThat(requests.get(0).path("reason").asText()).isEqualTo("no longer needed");
  }

  @Test
  void events_arrive_in_order_until_the_reader_has_enough() {
    List<String> ids = new ArrayList<>();

    api.events(
        "team",
        "set",
        "7",
        true,
        event -> {
          ids.add(event.path("id").asText() + " " + event.path("message").fieldNames().next());
          return ids.size() < 2;
        });

    assertThat(ids).containsExactly("8 submitted", "9 failed");
    await().untilAsserted(() -> assertThat(cancelledStreams).hasValue(1));
    assertThat(requests.get(0).path("fromMessageId").asText()).isEqualTo("7");
    assertThat(requests.get(0).path("watch").asBoolean()).isTrue();
  }

  @Test
  void a_missing_queue_is_one_line_with_the_command_and_may_pass() {
    refusal = Status.PERMISSION_DENIED.withDescription("could not find queue \"team\"");

    assertThatThrownBy(this::submitOne)
        .hasMessage(
            "Armada knows no queue \"team\". Create it: armadactl create queue team"
                + " (jobs can use a new queue 1 to 10 seconds later)")
        .asInstanceOf(type(ArmadaProblem.class))
        .returns(true, ArmadaProblem::passing);
  }

  @Test
  void a_refused_pod_is_told_in_the_words_of_armada_and_is_final() {
    refusal =
        Status.INVALID_ARGUMENT.withDescription(
            "terminationGracePeriodSeconds must be in [1s, 5m0s]");

    assertThatThrownBy(this::submitOne)
        .hasMessage(
            "Armada refuses the request: terminationGracePeriodSeconds must be in [1s, 5m0s]")
        .asInstanceOf(type(ArmadaProblem.class))
        .returns(false, ArmadaProblem::passing);
  }

  @Test
  void a_missing_or_wrong_credential_is_told_with_the_words_of_armada() {
    refusal = Status.UNAUTHENTICATED.withDescription("invalid token");

    assertThatThrownBy(this::submitOne)
        .hasMessageContaining("(invalid token)")
        .hasMessageContaining("Check the token");
  }

  @Test
  void an_unreachable_server_is_one_line_with_its_address() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (GrpcArmadaApi other =
        new GrpcArmadaApi(
            Address.of("armada://127.0.0.1:" + closed),
            Authorization.NONE,
            Optional.empty(),
            Duration.ofSeconds(30))) {
      assertThatThrownBy(() -> other.createQueue("team"))
          .hasMessageStartingWith("Cannot reach Armada's server at 127.0.0.1:" + closed)
          .hasMessageContaining("Connection refused")
          .asInstanceOf(type(ArmadaProblem.class))
          .returns(true, ArmadaProblem::passing);
    }
  }

  @Test
  void tls_connects_only_if_the_client_trusts_the_certificate(@TempDir Path folder)
      throws Exception {
    Certificate certificate = Certificate.of(folder);
    Server secure = server(certificate.server());
    try (GrpcArmadaApi trusting = client(secure, Optional.of(certificate.trusting()));
        GrpcArmadaApi doubting =
            client(secure, Optional.of((SSLSocketFactory) SSLSocketFactory.getDefault()));
        GrpcArmadaApi plain = client(secure, Optional.empty())) {
      assertThat(trusting.submit("team", "set", List.of(item("d", 1)))).containsExactly("job-d");
      assertThatThrownBy(() -> doubting.submit("team", "set", List.of()))
          .hasMessageContaining("speaks TLS with a certificate that this client trusts");
      assertThatThrownBy(() -> plain.submit("team", "set", List.of()))
          .hasMessageContaining("speaks without TLS");
    } finally {
      secure.shutdownNow();
    }
  }

  private static GrpcArmadaApi client(Server server, Optional<SSLSocketFactory> tls) {
    return new GrpcArmadaApi(address(server), Authorization.NONE, tls, Duration.ofSeconds(30));
  }

  private static ObjectNode item(String clientId, int bytes) {
    ObjectNode item = JSON.createObjectNode().put("clientId", clientId);
    item.putObject("annotations").put("large", "x".repeat(bytes));
    return item;
  }

  private void submitOne() {
    api.submit("team", "set", List.of(JSON.createObjectNode().put("namespace", "jobs")));
  }

  private static Address address(Server server) {
    return Address.of("armada://127.0.0.1:" + server.getPort());
  }

  private void submit(DynamicMessage request, StreamObserver<DynamicMessage> to) {
    ObjectNode answer = JSON.createObjectNode();
    for (JsonNode item : JsonDecoder.decode(request).path("jobRequestItems")) {
      answer
          .withArray("jobResponseItems")
          .addObject()
          .put("jobId", "job-" + item.path("clientId").asText());
    }
    answer(request, to, "JobSubmitResponse", answer.toString());
  }

  private void cancel(DynamicMessage request, StreamObserver<DynamicMessage> to) {
    answer(request, to, "CancellationResult", "{\"cancelledIds\":[\"job-1\"]}");
  }

  /** Sends three events, and does not end the stream, as Armada does with a reader that follows. */
  private void events(DynamicMessage request, StreamObserver<DynamicMessage> to) {
    requests.add(JsonDecoder.decode(request));
    ((ServerCallStreamObserver<DynamicMessage>) to)
        .setOnCancelHandler(cancelledStreams::incrementAndGet);
    send(
        to,
        "EventStreamMessage",
        "{\"id\":\"8\",\"message\":{\"submitted\":{\"jobId\":\"job-1\"}}}",
        "{\"id\":\"9\",\"message\":{\"failed\":{\"jobId\":\"job-1\",\"reason\":\"OOM\"}}}",
        "{\"id\":\"10\",\"message\":{\"cancelled\":{\"jobId\":\"job-1\"}}}");
  }

  private void answer(
      DynamicMessage request, StreamObserver<DynamicMessage> to, String type, String... json) {
    requests.add(JsonDecoder.decode(request));
    if (!refusal.isOk() && requests.size() > accepted && type.equals("JobSubmitResponse")) {
      to.onError(new StatusRuntimeException(refusal));
      return;
    }
    send(to, type, json);
    to.onCompleted();
  }

  private static void send(StreamObserver<DynamicMessage> to, String type, String... json) {
    for (String message : json) {
      try {
        to.onNext(JsonEncoder.encode(JSON.readTree(message), Messages.named(type), ""));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Keeps the credentials of each call. */
  private final class Headers implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      authorizations.add(headers.get(AUTHORIZATION));
      return next.startCall(call, headers);
    }
  }
}
