package io.sparkrecorder.armada.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.armada.api.Address;
import io.sparkrecorder.armada.api.ArmadaApi;
import io.sparkrecorder.armada.config.ArmadaSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {

  private static final Address ADDRESS = Address.of("armada://127.0.0.1:1");

  @TempDir private Path folder;

  @Test
  void a_missing_token_file_is_told_with_its_setting() {
    Path missing = folder.resolve("token");
    try (ArmadaApi api =
        Connection.open(
            ADDRESS,
            ArmadaSettings.of(
                Map.of(
                    "spark.armada.queue",
                    "team",
                    "spark.armada.auth.tokenFile",
                    missing.toString())))) {

      assertThatThrownBy(() -> api.cancel("team", "set", List.of(), ""))
          .hasMessage(
              "Cannot read the token in " + missing + ". Check spark.armada.auth.tokenFile");
    }
  }

  @Test
  void a_missing_file_of_certificates_is_told_with_its_setting() {
    Path missing = folder.resolve("ca.pem");

    assertThatThrownBy(
            () ->
                Connection.open(
                    ADDRESS,
                    ArmadaSettings.of(
                        Map.of(
                            "spark.armada.queue", "team",
                            "spark.armada.tls.enabled", "true",
                            "spark.armada.tls.caFile", missing.toString()))))
        .hasMessageContaining(missing.toString())
        .hasMessageEndingWith("Check spark.armada.tls.caFile");
  }
}
