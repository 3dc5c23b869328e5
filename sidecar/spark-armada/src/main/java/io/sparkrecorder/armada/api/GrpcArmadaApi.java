package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;

/** Calls Armada's server over one connection, which reconnects by itself. */
public final class GrpcArmadaApi implements ArmadaApi {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MAX_MESSAGE = 64 << 20;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ManagedChannel channel;
  private final Problems problems;
  private final Authorization authorization;
  private final Duration timeout;

  /** Connects at the first call. Without TLS the third argument is empty. */
  public GrpcArmadaApi(
      Address address,
      Authorization authorization,
      Optional<SSLSocketFactory> tls,
      Duration timeout) {
    OkHttpChannelBuilder builder =
        OkHttpChannelBuilder.forAddress(address.host(), address.port())
            .maxInboundMessageSize(MAX_MESSAGE)
            .keepAliveTime(5, TimeUnit.MINUTES);
    channel = tls.map(builder::sslSocketFactory).orElseGet(builder::usePlaintext).build();
    problems = new Problems(address, tls.isPresent());
    this.authorization = authorization;
    this.timeout = timeout;
  }

  @Override
  public List<String> submit(String queue, String jobSet, List<ObjectNode> items) {
    List<String> ids = new ArrayList<>();
    for (DynamicMessage request : new SubmitRequests(queue, jobSet).of(items)) {
      try {
        for (JsonNode item :
            call("api.Submit/SubmitJobs", request, "JobSubmitResponse", queue)
                .path("jobResponseItems")) {
          ids.add(accepted(item, ids.size() + 1));
        }
      } catch (ArmadaProblem e) {
        // After a passing problem, the caller submits again and gets the same ids.
        if (!e.passing() && !ids.isEmpty()) {
          withdraw(queue, jobSet, ids, e);
        }
        throw e;
      }
    }
    return ids;
  }

  private static String accepted(JsonNode item, int number) {
    if (!item.path("error").asText().isEmpty()) {
      throw new ArmadaProblem("Armada refuses job " + number + ": " + item.path("error").asText());
    }
    return item.path("jobId").asText();
  }

  private void withdraw(String queue, String jobSet, List<String> ids, ArmadaProblem reason) {
    try {
      cancel(queue, jobSet, ids, "Armada refused other jobs of the same submission");
    } catch (ArmadaProblem e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public List<String> cancel(String queue, String jobSet, List<String> jobs, String reason) {
    ObjectNode request =
        JSON.objectNode().put("queue", queue).put("jobSetId", jobSet).put("reason", reason);
    jobs.forEach(request.putArray("jobIds")::add);
    List<String> cancelled = new ArrayList<>();
    call("api.Submit/CancelJobs", encode(request, "JobCancelRequest"), "CancellationResult", queue)
        .path("cancelledIds")
        .forEach(id -> cancelled.add(id.asText()));
    return cancelled;
  }

  @Override
  public void createQueue(String queue) {
    ObjectNode request = JSON.objectNode().put("name", queue).put("priorityFactor", 1.0);
    call("api.Submit/CreateQueue", encode(request, "Queue"), "Empty", queue);
  }

  @Override
  public void events(
      String queue, String jobSet, String after, boolean follow, Predicate<JsonNode> each) {
    ObjectNode request =
        JSON.objectNode()
            .put("id", jobSet)
            .put("queue", queue)
            .put("fromMessageId", after)
            .put("watch", follow);
    // Cancelled at the end, or the server would go on sending to a reader that has enough.
    Context.CancellableContext reading = Context.current().withCancellation();
    try {
      reading.run(() -> read(request, follow, each));
    } catch (StatusRuntimeException e) {
      throw problems.of(e, queue);
    } finally {
      reading.cancel(null);
    }
  }

  private void read(ObjectNode request, boolean follow, Predicate<JsonNode> each) {
    Iterator<DynamicMessage> stream =
        ClientCalls.blockingServerStreamingCall(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers())),
            Methods.streaming("api.Event/GetJobSetEvents", "EventStreamMessage"),
            follow ? CallOptions.DEFAULT : deadline(),
            encode(request, "JobSetRequest"));
    while (stream.hasNext() && each.test(JsonDecoder.decode(stream.next()))) {
      // The predicate has done the work.
    }
  }

  private static DynamicMessage encode(ObjectNode request, String type) {
    return JsonEncoder.encode(request, Messages.named(type), "");
  }

  private JsonNode call(String method, DynamicMessage request, String to, String queue) {
    try {
      return JsonDecoder.decode(
          ClientCalls.blockingUnaryCall(
              ClientInterceptors.intercept(
                  channel, MetadataUtils.newAttachHeadersInterceptor(headers())),
              Methods.unary(method, to),
              deadline(),
              request));
    } catch (StatusRuntimeException e) {
      throw problems.of(e, queue);
    }
  }

  private CallOptions deadline() {
    return CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Metadata headers() {
    Metadata headers = new Metadata();
    authorization.header().ifPresent(value -> headers.put(AUTHORIZATION, value));
    return headers;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
