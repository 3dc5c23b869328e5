package io.sparkrecorder.e2e.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.util.List;

/**
 * The API server's answer to a pod that is never stored: a dry run.
 *
 * @param pod the pod after admission
 * @param warnings warnings for the client that creates it
 */
public record Admission(Pod pod, List<String> warnings) {

  /** Fails when the API server refuses the pod. */
  public static Admission of(KubernetesClient client, String namespace, Pod pod) {
    URI pods =
        URI.create(client.getMasterUrl().toString())
            .resolve("/api/v1/namespaces/" + namespace + "/pods?dryRun=All");
    HttpResponse<byte[]> response =
        client
            .getHttpClient()
            .sendAsync(
                client
                    .getHttpClient()
                    .newHttpRequestBuilder()
                    .uri(pods)
                    .post("application/json", Serialization.asJson(pod))
                    .build(),
                byte[].class)
            .join();
    String body = new String(response.body(), UTF_8);
    if (!response.isSuccessful()) {
      throw new AssertionError("the API server refuses the pod: " + body);
    }
    return new Admission(Serialization.unmarshal(body, Pod.class), response.headers("Warning"));
  }
}
