package software.amazon.codeguruprofilerjavaagent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.UUID;

/**
 * Sends the two requests of CodeGuru's agent to the stand-in for CodeGuru in the cluster, without
 * Amazon's client, which is too large for a ConfigMap.
 */
final class ReportingAgent implements Profiler.Agent {
  private final String group;

  ReportingAgent(String group) {
    this.group = group;
  }

  @Override
  public void start() throws IOException {
    post("configureAgent");
  }

  @Override
  public void stop() throws IOException {
    post("agentProfile?profileToken=" + UUID.randomUUID());
  }

  private void post(String operation) throws IOException {
    URL url =
        new URL(System.getenv("CODEGURU_ENDPOINT") + "/profilingGroups/" + group + "/" + operation);
    HttpURLConnection request = (HttpURLConnection) url.openConnection();
    request.setRequestMethod("POST");
    request.setDoOutput(true);
    request.getOutputStream().write(System.getenv("HOSTNAME").getBytes(UTF_8));
    if (request.getResponseCode() >= 300) {
      throw new IOException(url + " answered " + request.getResponseCode());
    }
  }
}
