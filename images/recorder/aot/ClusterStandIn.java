import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * As much of an API server as a driver's recorder meets in its training: one executor's pod, listed
 * over TLS and then watched over a WebSocket, the driver's own pod, and a place for Events. It also
 * writes the certificate's parts for the S3
 * server, and where it listens.
 *
 * <p>{@code java ClusterStandIn.java FOLDER}, where FOLDER has {@code keys.p12}, whose password is
 * {@code training}.
 */
class ClusterStandIn {
  private static final char[] PASSWORD = "training".toCharArray();
  private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455
  private static final String POD =
      """
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"training-exec-1","namespace":"training","uid":"uid-1","resourceVersion":"%s",
       "labels":{"spark-app-selector":"spark-training","spark-role":"executor","spark-exec-id":"1"}},
       "spec":{"nodeName":"node","containers":[{"name":"spark-kubernetes-executor","image":"spark"}]},
       "status":{"phase":"%s","startTime":"2026-01-01T00:00:00Z","containerStatuses":[{"name":"spark-kubernetes-executor","image":"spark",
        "imageID":"","ready":true,"restartCount":0,"state":%s}]}}\
      """
          .replace("\n", "");
  private static final String RUNNING =
      POD.formatted("1", "Running", "{\"running\":{\"startedAt\":\"2026-01-01T00:00:00Z\"}}");
  private static final String ENDED =
      POD.formatted("2", "Succeeded", "{\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\"}}");

  private static final String DRIVER =
      ENDED
          .replace("training-exec-1", "training-driver")
          .replace("\"uid-1\"", "\"uid-\"")
          .replace("kubernetes-executor", "kubernetes-driver");

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    KeyStore keys = KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD);
    PrivateKey key = (PrivateKey) keys.getKey("server", PASSWORD);
    Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", key.getEncoded()));
    Files.writeString(
        folder.resolve("ca.crt"), pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));

    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    try (var server =
            (SSLServerSocket)
                tls.getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var free = tls.getServerSocketFactory().createServerSocket(0)) {
      Files.writeString(
          folder.resolve("ports.part"), server.getLocalPort() + " " + free.getLocalPort() + "\n");
      free.close();
      Files.move(folder.resolve("ports.part"), folder.resolve("ports"));
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      for (String request = in.readLine(); request != null; request = in.readLine()) {
        String key = null;
        int body = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          if (line.toLowerCase().startsWith("sec-websocket-key:")) {
            key = line.substring(line.indexOf(':') + 1).strip();
          }
          if (line.toLowerCase().startsWith("content-length:")) {
            body = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
          }
        }
        if (key != null) {
          watch(socket, key);
          return;
        }
        in.skip(body);
        answer(request, socket.getOutputStream());
      }
    } catch (Exception e) {
      // the recorder has gone
    }
  }

  private static void answer(String request, OutputStream out) throws IOException {
    if (request.startsWith("POST")) {
      answer("201 Created", "{\"kind\":\"Event\",\"apiVersion\":\"events.k8s.io/v1\"}", out);
    } else if (request.contains("/pods/training-driver")) {
      answer("200 OK", DRIVER, out);
    } else {
      answer(
          "200 OK",
          "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
              + RUNNING
              + "]}",
          out);
    }
  }

  private static void answer(String status, String json, OutputStream out) throws IOException {
    byte[] body = json.getBytes();
    out.write(
        ("HTTP/1.1 "
                + status
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes());
    out.write(body);
    out.flush();
  }

  /** Tells of one change, then nothing more until the other side goes. */
  private static void watch(Socket socket, String key) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + ACCEPT).getBytes());
    OutputStream out = socket.getOutputStream();
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\n"
             + "Upgrade: websocket\r\n"
             + "Connection: Upgrade\r\n"
             + "Sec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(digest)
                + "\r\n\r\n")
            .getBytes());
    byte[] event = ("{\"type\":\"MODIFIED\",\"object\":" + ENDED + "}").getBytes();
    out.write(new byte[] {(byte) 0x81, 126, (byte) (event.length >> 8), (byte) event.length});
    out.write(event);
    out.flush();
    while (socket.getInputStream().read() >= 0) {
      // pings and the closing are not answered
    }
  }

  private static String pem(String kind, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }
}
