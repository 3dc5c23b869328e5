package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.S3Server;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** A line to an S3 server on which each connection carries so many bytes a second, and no more. */
@NeedsImages("spark-4.1")
final class SlowLine {
  private static final int PORT = 7070;

  private static final String SCRIPT =
      """
      import socket, sys, threading, time

      def carry(source, target, rate):
          try:
              while data := source.recv(16384):
                  if rate:
                      time.sleep(len(data) / rate)
                  target.sendall(data)
          except OSError:
              pass
          for end in (source, target):
              try:
                  end.shutdown(socket.SHUT_RDWR)
              except OSError:
                  pass

      def start(*arguments):
          threading.Thread(target=carry, args=arguments, daemon=True).start()

      listener = socket.create_server(("", int(sys.argv[1])), backlog=64)
      while True:
          near, _ = listener.accept()
          try:
              far = socket.create_connection(("s3", int(sys.argv[1])))
          except OSError:
              near.close()
              continue
          start(near, far, int(sys.argv[2]))
          start(far, near, 0)
      """;

  private final String endpoint;

  private SlowLine(String endpoint) {
    this.endpoint = endpoint;
  }

  /** Lays one to a server, beside which it stands. */
  static SlowLine to(Cluster cluster, S3Server server, int bytesPerSecond) {
    KubernetesClient client = cluster.client();
    String namespace = server.namespace();
    client
        .load(new ByteArrayInputStream(manifest(bytesPerSecond).getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach((HasMetadata object) -> client.resource(object).inNamespace(namespace).create());
    eventually("the slow line carries")
        .until(() -> client.pods().inNamespace(namespace).withName("line").isReady());
    return new SlowLine("http://line." + namespace + ":" + PORT);
  }

  /** The address of the server for pods that use it. */
  String endpoint() {
    return endpoint;
  }

  private static String manifest(int bytesPerSecond) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: line
          labels: {app: line}
        spec:
          terminationGracePeriodSeconds: 1
          automountServiceAccountToken: false
          securityContext: {runAsNonRoot: true, runAsUser: 185, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: line
              image: %s
              command: [python3, -c, "%s", "%d", "%d"]
              readinessProbe: {tcpSocket: {port: %d}, periodSeconds: 1}
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: line
        spec:
          selector: {app: line}
          ports: [{port: %d}]
        """
        .formatted(
            Image.named("spark-4.1").reference(),
            SCRIPT.replace("\"", "\\\"").replace("\n", "\\n"),
            PORT,
            bytesPerSecond,
            PORT,
            PORT);
  }
}
