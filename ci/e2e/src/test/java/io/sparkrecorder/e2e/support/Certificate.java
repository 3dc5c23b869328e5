package io.sparkrecorder.e2e.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that nobody signed.
 *
 * @param certificate PEM, with its header
 * @param key PKCS #8 as PEM, with its header
 * @param store both as PKCS #12, in Base64: a JVM that takes it for its trust store trusts it
 */
public record Certificate(String certificate, String key, String store) {
  public static final String PASSWORD = "changeit";

  /** Makes one for {@code localhost}. */
  public static Certificate make() {
    return make(List.of("localhost"));
  }

  /** Makes one for hosts of these names. */
  public static Certificate make(List<String> names) {
    try {
      Path folder = Files.createTempDirectory("certificate-");
      Path file = folder.resolve("store.p12");
      try {
        keytool(file, names);
        return read(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keytool(Path file, List<String> names) throws IOException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "gateway",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + names.getFirst(),
                    "-ext",
                    "san=dns:" + String.join(",dns:", names),
                    "-validity",
                    "30",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    file.toString()))
            .inheritIO()
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Certificate read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return new Certificate(
          pem("CERTIFICATE", store.getCertificate("gateway").getEncoded()),
          pem("PRIVATE KEY", store.getKey("gateway", PASSWORD.toCharArray()).getEncoded()),
          Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}
