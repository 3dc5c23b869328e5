package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials arrive as on EKS, with a local server in place of AWS. */
class CredentialsTest {
  @TempDir Path root;
  private DriverBed bed;
  private HttpServer giver;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
    giver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    giver.createContext("/", exchange -> answer(exchange, "text/xml", assumedRole()));
    giver.createContext("/pod", exchange -> answer(exchange, "application/json", podIdentity()));
    giver.start();
  }

  @AfterEach
  void close() {
    giver.stop(0);
    bed.close();
  }

  @Test
  void irsa_exchanges_the_service_account_token_for_a_role() throws Exception {
    Path token = Files.writeString(root.resolve("token"), "service-account-token");
    try (RecorderProcess driver =
        withoutKeys()
            .with("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString())
            .with("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/team-a")
            .with("AWS_REGION", "us-east-1")
            .with("AWS_ENDPOINT_URL_STS", url(""))
            .start()) {
      assertShips(driver);
      assertThat(asked).anySatisfy(body -> assertThat(body).contains("service-account-token"));
    }
  }

  @Test
  void pod_identity_asks_the_agent_on_the_node() throws Exception {
    Path token = Files.writeString(root.resolve("token"), "pod-identity-token");
    try (RecorderProcess driver =
        withoutKeys()
            .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", url("/pod"))
            .with("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.toString())
            .start()) {
      assertShips(driver);
      assertThat(asked).contains("pod-identity-token");
    }
  }

  @Test
  void refused_role_is_named_in_the_log() throws Exception {
    Path token = Files.writeString(root.resolve("token"), "service-account-token");
    try (RecorderProcess driver =
        withoutKeys()
            .with("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString())
            .with("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/team-a")
            .with("AWS_REGION", "us-east-1")
            .with("AWS_EC2_METADATA_DISABLED", "true")
            .with("AWS_ENDPOINT_URL_STS", bed.server().endpoint().toString())
            .start()) {
      await().until(() -> driver.log().contains("no usable AWS credentials"));
      assertThat(driver.log()).contains("WebIdentityTokenCredentialsProvider(): (Service: Sts");
    }
  }

  private void assertShips(RecorderProcess driver) throws Exception {
    Map<String, String> own = Contents.write(driver.spool(), 3, 1_000);

    assertThat(driver.drain()).isZero();

    assertThat(bed.objects()).as(driver.log()).isEqualTo(DriverBed.below("driver", own));
    assertThat(bed.manifest().orElseThrow().complete()).isTrue();
    assertThat(driver.log()).doesNotContain(bed.server().secretKey());
  }

  private RecorderProcess withoutKeys() throws IOException {
    return bed.driver().without("AWS_ACCESS_KEY_ID").without("AWS_SECRET_ACCESS_KEY");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + giver.getAddress().getPort() + path;
  }

  private String assumedRole() {
    return """
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleWithWebIdentityResult><Credentials>
            <AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
            <SessionToken></SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
          </Credentials><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/a/b</Arn>
          <AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser></AssumeRoleWithWebIdentityResult>
        </AssumeRoleWithWebIdentityResponse>
        """
        .formatted(bed.server().accessKey(), bed.server().secretKey());
  }

  private String podIdentity() {
    return """
        {"AccessKeyId": "%s", "SecretAccessKey": "%s", "Expiration": "2099-01-01T00:00:00Z"}
        """
        .formatted(bed.server().accessKey(), bed.server().secretKey());
  }

  private void answer(HttpExchange exchange, String type, String body) throws IOException {
    asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      asked.add(authorization);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
