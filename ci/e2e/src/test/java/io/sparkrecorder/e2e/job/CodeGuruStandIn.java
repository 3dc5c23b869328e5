package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Stands in for CodeGuru: answers each request, and prints it with the name of the pod. */
@NeedsImages("spark-4.1")
final class CodeGuruStandIn {
  private static final int PORT = 8080;

  private final KubernetesClient client;
  private final String namespace;

  private CodeGuruStandIn(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  static CodeGuruStandIn start(Cluster cluster) {
    CodeGuruStandIn server = new CodeGuruStandIn(cluster.client(), cluster.namespace("codeguru"));
    List<HasMetadata> objects =
        server
            .client
            .load(new ByteArrayInputStream(yaml().getBytes(StandardCharsets.UTF_8)))
            .items();
    objects.forEach(
        object -> server.client.resource(object).inNamespace(server.namespace).create());
    eventually("the stand-in for CodeGuru answers")
        .until(
            () ->
                server.client.pods().inNamespace(server.namespace).withName("codeguru").isReady());
    return server;
  }

  private static String yaml() {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: codeguru}
        data:
          server.py: |
            import http.server
            class Api(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    pod = self.rfile.read(int(self.headers["Content-Length"])).decode()
                    print(pod, self.path.split("?")[0], flush=True)
                    self.send_response(200)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                def log_message(self, *_):
                    pass
            http.server.ThreadingHTTPServer(("", %2$d), Api).serve_forever()
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: codeguru
          labels: {app: codeguru}
        spec:
          terminationGracePeriodSeconds: 0
          automountServiceAccountToken: false
          securityContext:
            {runAsNonRoot: true, runAsUser: 185, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: codeguru
              image: %1$s
              command: [python3, /code/server.py]
              readinessProbe: {tcpSocket: {port: %2$d}, periodSeconds: 1}
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              volumeMounts: [{name: code, mountPath: /code}]
          volumes: [{name: code, configMap: {name: codeguru}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: codeguru}
        spec:
          selector: {app: codeguru}
          ports: [{port: %2$d}]
        """
        .formatted(Image.named("spark-4.1").reference(), PORT);
  }

  String endpoint() {
    return "http://codeguru." + namespace + ":" + PORT;
  }

  /** The pods that sent a request of this kind for a profiling group. */
  List<String> pods(String group, String operation) {
    String path = " /profilingGroups/" + group + "/" + operation;
    return client
        .pods()
        .inNamespace(namespace)
        .withName("codeguru")
        .getLog()
        .lines()
        .filter(line -> line.endsWith(path))
        .map(line -> line.substring(0, line.length() - path.length()))
        .toList();
  }
}
