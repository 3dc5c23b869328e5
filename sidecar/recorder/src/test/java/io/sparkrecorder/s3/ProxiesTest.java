package io.sparkrecorder.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.http.Origin;
import io.sparkrecorder.http.Proxy;
import io.sparkrecorder.s3.request.Proxies;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("system properties")
class ProxiesTest {
  private static final Origin PLAIN = new Origin(false, "s3.example.com", 80);
  private static final Origin TLS = new Origin(true, "s3.example.com", 443);

  @AfterEach
  void clear() {
    for (String name :
        new String[] {
          "http.proxyHost",
          "http.proxyPort",
          "https.proxyHost",
          "https.proxyPort",
          "http.nonProxyHosts",
          "http.proxyUser",
          "http.proxyPassword"
        }) {
      System.clearProperty(name);
    }
  }

  @Test
  void proxy_is_chosen_by_the_scheme_of_the_server() {
    System.setProperty("http.proxyHost", "plain.example.com");
    System.setProperty("http.proxyPort", "3128");
    System.setProperty("http.proxyUser", "user");
    System.setProperty("http.proxyPassword", "word");
    System.setProperty("https.proxyHost", "tls.example.com");
    System.setProperty("https.proxyPort", "3129");
    assertThat(Proxies.to(PLAIN))
        .contains(new Proxy("plain.example.com", 3128, Optional.of("user:word")));
    assertThat(Proxies.to(TLS)).contains(new Proxy("tls.example.com", 3129, Optional.empty()));
  }

  @Test
  void server_among_the_exceptions_is_asked_without_a_proxy() {
    System.setProperty("http.proxyHost", "plain.example.com");
    System.setProperty("http.proxyPort", "3128");
    System.setProperty("http.nonProxyHosts", "localhost|*.example.com");
    assertThat(Proxies.to(PLAIN)).isEmpty();
    assertThat(Proxies.to(new Origin(false, "S3.Example.Com", 80))).isEmpty();
    assertThat(Proxies.to(new Origin(false, "s3.example.org", 80))).isPresent();
  }
}
