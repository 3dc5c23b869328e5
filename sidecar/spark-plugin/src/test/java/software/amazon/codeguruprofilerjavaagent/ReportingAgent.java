package software.amazon.codeguruprofilerjavaagent;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.codeguruprofiler.CodeGuruProfilerClient;
import software.amazon.awssdk.services.codeguruprofiler.model.MetadataField;

/**
 * Sends what CodeGuru's agent sends, by Amazon's own client: it asks for its configuration when it
 * starts, and posts a profile when it stops.
 */
final class ReportingAgent implements Profiler.Agent {
  private final String group;
  private final CodeGuruProfilerClient client;

  ReportingAgent(String group) {
    this.group = group;
    this.client =
        CodeGuruProfilerClient.builder()
            .endpointOverride(URI.create(System.getenv("CODEGURU_ENDPOINT")))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  @Override
  public void start() {
    var configuration =
        client
            .configureAgent(
                request ->
                    request
                        .profilingGroupName(group)
                        .fleetInstanceId("pid-" + ProcessHandle.current().pid())
                        .metadata(Map.of(MetadataField.COMPUTE_PLATFORM, "Spark")))
            .configuration();
    if (!configuration.shouldProfile()) {
      throw new IllegalStateException("the answer did not arrive");
    }
  }

  @Override
  public void stop() {
    client.postAgentProfile(
        request ->
            request
                .profilingGroupName(group)
                .profileToken(UUID.randomUUID().toString())
                .contentType("application/json")
                .agentProfile(
                    SdkBytes.fromUtf8String("{\"pid\":" + ProcessHandle.current().pid() + "}")));
    client.close();
  }
}
