package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes API, with the rights of this pod. All callers share one client, which the first
 * call loads.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private static final int LONGEST = 400;

  private final Supplier<KubernetesClient> clients;

  private final ServerClock clock;

  /** Null until the first use. */
  private @Nullable KubernetesClient client;

  /** Uses the pod's service account or the user's kubeconfig. */
  public Cluster() {
    this(() -> Config.autoConfigure(null), Clock.systemUTC());
  }

  /**
   * Does the same as {@link #Cluster()} with another timeout of requests: the API server waits for
   * webhooks, up to 30 s for each.
   */
  public static Cluster withTimeout(Duration request) {
    return new Cluster(() -> Config.autoConfigure(null), Clock.systemUTC(), request);
  }

  /** Uses a configuration that is read on first use. */
  Cluster(Supplier<Config> config) {
    this(config, Clock.systemUTC());
  }

  /**
   * Uses a configuration that is read on first use.
   *
   * @param local the node's clock
   */
  Cluster(Supplier<Config> config, Clock local) {
    this(config, local, REQUEST);
  }

  private Cluster(Supplier<Config> config, Clock local, Duration request) {
    this.clock = new ServerClock(local);
    this.clients =
        () ->
            new KubernetesClientBuilder()
                .withConfig(patient(config.get(), request))
                .withHttpClientBuilderConsumer(
                    http -> http.addOrReplaceInterceptor("server-clock", clock))
                .build();
  }

  /** The present time of the API server. */
  Instant now() {
    return clock.now();
  }

  /** The time by which the API server's clock is ahead; zero until it has answered once. */
  Duration ahead() {
    return clock.ahead();
  }

  /** Loads the client on the first call, which takes longer than the rest of a recorder's start. */
  synchronized KubernetesClient client() {
    if (client == null) {
      client = clients.get();
    }
    return client;
  }

  /** Closes the client in the background and does not wait. */
  @Override
  public void close() {
    Thread.ofVirtual().name("close-cluster").start(this::closeClient);
  }

  private synchronized void closeClient() {
    if (client != null) {
      client.close();
    }
  }

  static boolean forbids(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof KubernetesClientException answer
          && (answer.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              || answer.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A short form of the failure for the log, because the API server's refusals are long and
   * repetitive.
   */
  static String brief(Throwable failure) {
    String text = root(failure).toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Bounds the attempts of the client, because its callers retry themselves. */
  private static Config patient(Config config, Duration request) {
    config.setConnectionTimeout((int) CONNECT.toMillis());
    config.setRequestTimeout((int) request.toMillis());
    config.setRequestRetryBackoffLimit(1);
    return config;
  }
}
