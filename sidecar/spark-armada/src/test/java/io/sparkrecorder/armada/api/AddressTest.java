package io.sparkrecorder.armada.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @Test
  void the_master_names_host_and_port() {
    Address address = Address.of("armada://armada.example.com:50051/");

    assertThat(address.host()).isEqualTo("armada.example.com");
    assertThat(address.port()).isEqualTo(50_051);
    assertThat(address).hasToString("armada.example.com:50051");
  }

  @Test
  void an_ipv6_address_keeps_its_brackets() {
    assertThat(Address.of("armada://[::1]:50051").host()).isEqualTo("[::1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "armada://",
        "armada://host",
        "armada://host:0",
        "armada://host:65536",
        "armada://a:b:1",
        "k8s://host:1"
      })
  void any_other_master_is_refused_with_an_example(String master) {
    assertThatThrownBy(() -> Address.of(master))
        .isInstanceOf(ArmadaProblem.class)
        .hasMessageContaining("armada://armada.example.com:50051");
  }
}
