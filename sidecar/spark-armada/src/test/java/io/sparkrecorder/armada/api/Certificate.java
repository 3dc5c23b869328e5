package io.sparkrecorder.armada.api;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for 127.0.0.1. */
final class Certificate {

  private static final char[] PASSWORD = "password".toCharArray();

  private final KeyStore store;

  private Certificate(KeyStore store) {
    this.store = store;
  }

  /** Makes one with keytool of this JDK. */
  static Certificate of(Path folder) throws Exception {
    Path file = folder.resolve("store.p12");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "armada",
                "-keyalg",
                "EC",
                "-dname",
                "CN=armada",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed with " + process.exitValue());
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new Certificate(store);
  }

  ServerCredentials server() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    return TlsServerCredentials.newBuilder().keyManager(keys.getKeyManagers()).build();
  }

  /** Sockets of a client that trusts this certificate alone. */
  SSLSocketFactory trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("armada", store.getCertificate("armada"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
