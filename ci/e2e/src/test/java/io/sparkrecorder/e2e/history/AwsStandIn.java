package io.sparkrecorder.e2e.history;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Certificate;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.S3Server;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The sources of credentials that only EKS has, inside the pod: STS, under its own name and with
 * TLS, and the endpoint of Pod Identity. Both want the pod's token and give keys of one user of an
 * S3 server, without a session, as that server knows none. It also makes the changes of EKS's
 * webhook to a container.
 */
@NeedsImages("spark-4.1")
final class AwsStandIn {
  static final String ROLE = "arn:aws:iam::210987654321:role/history";
  private static final String FOLDER = "/aws";
  private static final String TOKEN_FOLDER = "/aws-token";
  private static final String TOKEN = TOKEN_FOLDER + "/token";
  private static final int POD_IDENTITY = 8099;
  private static final int STS = 443;
  private static final List<String> STS_NAMES =
      List.of("sts.amazonaws.com", "sts." + S3Server.REGION + ".amazonaws.com");

  private static final String SCRIPT =
      """
      import http.server, json, os, ssl, threading, time, urllib.parse

      keys = {
          "AccessKeyId": os.environ["ACCESS_KEY"],
          "SecretAccessKey": os.environ["SECRET_KEY"],
          "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)),
      }

      def token():
          with open(os.environ["TOKEN"]) as file:
              return file.read()

      def xml(names):
          return "".join(f"<{name}>{value}</{name}>" for name, value in names.items())

      class Handler(http.server.BaseHTTPRequestHandler):
          def answer(self, code, kind, body):
              self.send_response(code)
              self.send_header("Content-Type", kind)
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body.encode())

      class PodIdentity(Handler):
          def do_GET(self):
              if self.path == "/v1/credentials" and self.headers["Authorization"] == token():
                  self.answer(200, "application/json", json.dumps(keys))
              else:
                  self.answer(403, "text/plain", "this is not how Pod Identity is asked")

      class Sts(Handler):
          def do_POST(self):
              form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
              asked = form.get("Action"), form.get("RoleArn"), form.get("WebIdentityToken")
              if asked == ("AssumeRoleWithWebIdentity", os.environ["ROLE"], token()):
                  given = "<Credentials>" + xml({**keys, "SessionToken": ""}) + "</Credentials>"
                  user = "<AssumedRoleUser>" + xml({"Arn": os.environ["ROLE"], "AssumedRoleId": "id"}) + "</AssumedRoleUser>"
                  result = xml({"AssumeRoleWithWebIdentityResult": given + user})
                  self.answer(200, "text/xml", xml({"AssumeRoleWithWebIdentityResponse": result}))
              else:
                  self.answer(403, "text/xml", "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>")

      sts = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["STS"])), Sts)
      tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      tls.load_cert_chain(os.environ["CERTIFICATE"] + ".crt", os.environ["CERTIFICATE"] + ".key")
      sts.socket = tls.wrap_socket(sts.socket, server_side=True)
      threading.Thread(target=sts.serve_forever, daemon=True).start()
      http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["POD_IDENTITY"])), PodIdentity).serve_forever()
      """;

  private final String secret;

  private AwsStandIn(String secret) {
    this.secret = secret;
  }

  /** Puts the objects that pods need for it into a namespace. */
  static AwsStandIn in(Cluster cluster, String namespace, S3Server.User user) {
    Certificate certificate = Certificate.make(STS_NAMES);
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("aws-stand-in")
                .withNamespace(namespace)
                .endMetadata()
                .withData(
                    Map.of(
                        "aws.py", base64(SCRIPT),
                        "tls.crt", base64(certificate.certificate()),
                        "tls.key", base64(certificate.key()),
                        "trust.p12", certificate.store(),
                        "access-key", base64(user.accessKey()),
                        "secret-key", base64(user.secretKey())))
                .build())
        .create();
    return new AwsStandIn("aws-stand-in");
  }

  /** Changes a pod like EKS's webhook for an account that has a role by IRSA. */
  void irsa(PodSpec pod, Container container) {
    add(
        pod,
        container,
        Map.of(
            "AWS_ROLE_ARN", ROLE,
            "AWS_WEB_IDENTITY_TOKEN_FILE", TOKEN,
            "AWS_STS_REGIONAL_ENDPOINTS", "regional"));
  }

  /** Changes a pod like EKS's webhook for an account that has a role by Pod Identity. */
  void podIdentity(PodSpec pod, Container container) {
    add(
        pod,
        container,
        Map.of(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://127.0.0.1:" + POD_IDENTITY + "/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            TOKEN));
  }

  /** The container trusts the one that stands in for AWS, as it does AWS. */
  private void add(PodSpec pod, Container container, Map<String, String> environment) {
    PodSpec more = Serialization.unmarshal(yaml(), Pod.class).getSpec();
    pod.setHostAliases(more.getHostAliases());
    pod.getSecurityContext().setSysctls(more.getSecurityContext().getSysctls());
    pod.getInitContainers().addAll(more.getInitContainers());
    pod.getVolumes().addAll(more.getVolumes());
    List<EnvVar> all = new ArrayList<>(container.getEnv());
    environment.forEach((name, value) -> all.add(new EnvVar(name, value, null)));
    String trust = "-Djavax.net.ssl.trustStore=" + FOLDER + "/trust.p12";
    String password = "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD;
    all.add(new EnvVar("JAVA_TOOL_OPTIONS", trust + " " + password, null));
    container.setEnv(all);
    container.getVolumeMounts().addAll(more.getInitContainers().getFirst().getVolumeMounts());
  }

  private String yaml() {
    return """
        apiVersion: v1
        kind: Pod
        spec:
          hostAliases: [{ip: 127.0.0.1, hostnames: [%1$s]}]
          securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]}
          initContainers:
            - name: aws
              image: %2$s
              command: [python3, %3$s/aws.py]
              restartPolicy: Always
              startupProbe:
                exec: {command: [python3, -c, "import socket; socket.create_connection(('127.0.0.1', %4$d))"]}
                periodSeconds: 1
                failureThreshold: 60
              env:
                - {name: CERTIFICATE, value: %3$s/tls}
                - {name: TOKEN, value: %5$s}
                - {name: ROLE, value: "%6$s"}
                - {name: STS, value: "%7$d"}
                - {name: POD_IDENTITY, value: "%4$d"}
                - {name: ACCESS_KEY, valueFrom: {secretKeyRef: {name: %8$s, key: access-key}}}
                - {name: SECRET_KEY, valueFrom: {secretKeyRef: {name: %8$s, key: secret-key}}}
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              volumeMounts:
                - {name: aws, mountPath: %3$s, readOnly: true}
                - {name: aws-token, mountPath: %9$s, readOnly: true}
          volumes:
            - {name: aws, secret: {secretName: %8$s}}
            - name: aws-token
              projected: {sources: [{serviceAccountToken: {audience: sts.amazonaws.com, path: token}}]}
        """
        .formatted(
            String.join(", ", STS_NAMES),
            Image.named("spark-4.1").reference(),
            FOLDER,
            POD_IDENTITY,
            TOKEN,
            ROLE,
            STS,
            secret,
            TOKEN_FOLDER);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
