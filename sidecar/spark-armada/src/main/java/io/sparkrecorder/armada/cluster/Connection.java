package io.sparkrecorder.armada.cluster;

import io.sparkrecorder.armada.api.Address;
import io.sparkrecorder.armada.api.ArmadaApi;
import io.sparkrecorder.armada.api.ArmadaProblem;
import io.sparkrecorder.armada.api.Authorization;
import io.sparkrecorder.armada.api.GrpcArmadaApi;
import io.sparkrecorder.armada.config.ArmadaSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Opens the connection that the settings describe. */
final class Connection {

  private Connection() {}

  static ArmadaApi open(Address address, ArmadaSettings settings) {
    Optional<SSLSocketFactory> tls =
        settings.get(ArmadaSettings.TLS)
            ? Optional.of(
                settings
                    .get(ArmadaSettings.CA)
                    .map(Connection::trusting)
                    .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault()))
            : Optional.empty();
    return new GrpcArmadaApi(
        address, authorization(settings), tls, settings.get(ArmadaSettings.REQUEST_TIMEOUT));
  }

  private static Authorization authorization(ArmadaSettings settings) {
    Optional<Path> file = settings.get(ArmadaSettings.TOKEN_FILE);
    return file.<Authorization>map(path -> () -> Optional.of("Bearer " + read(path)))
        .orElse(() -> settings.get(ArmadaSettings.TOKEN).map(token -> "Bearer " + token));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      throw new ArmadaProblem(
          "Cannot read the token in " + file + ". Check " + ArmadaSettings.TOKEN_FILE.name());
    }
  }

  private static SSLSocketFactory trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new ArmadaProblem(
          "Cannot read certificates in PEM from "
              + file
              + " ("
              + e.getMessage()
              + "). Check "
              + ArmadaSettings.CA.name());
    }
  }
}
