package io.sparkrecorder.s3.request;

import io.sparkrecorder.http.Origin;
import io.sparkrecorder.http.Proxy;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;

/** The forward proxy before S3, configured by the same properties and variables as the SDK's. */
public final class Proxies {
  private static final int HTTP = 80;

  private Proxies() {}

  /**
   * Reads the proxy from {@code https.proxyHost} and its related properties, or from {@code
   * HTTPS_PROXY} and its related variables.
   */
  public static Optional<Proxy> to(Origin origin) {
    ProxyConfiguration proxy =
        ProxyConfiguration.builder()
            .useSystemPropertyValues(true)
            .useEnvironmentVariablesValues(true)
            .scheme(origin.tls() ? "https" : "http")
            .build();
    String host = origin.host().toLowerCase(Locale.ROOT);
    if (proxy.host() == null || proxy.nonProxyHosts().stream().anyMatch(host::matches)) {
      return Optional.empty();
    }
    Optional<String> user =
        Optional.ofNullable(proxy.username())
            .map(name -> name + ":" + Optional.ofNullable(proxy.password()).orElse(""));
    int port = proxy.port() > 0 ? proxy.port() : HTTP;
    return Optional.of(new Proxy(proxy.host(), port, user));
  }
}
