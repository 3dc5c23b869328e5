package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The Kubernetes API, as far as this pod may use it: one client for all who ask, loaded when the
 * first of them does.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private final Supplier<KubernetesClient> clients;

  /** Null until it was needed. */
  private KubernetesClient client;

  /** With the service account of the pod, or the kubeconfig of the person. */
  public Cluster() {
    this(() -> Config.autoConfigure(null));
  }

  /** With a configuration that is read when it is needed. */
  Cluster(Supplier<Config> config) {
    this.clients = () -> new KubernetesClientBuilder().withConfig(patient(config.get())).build();
  }

  /** Loading it takes longer than all else in a recorder's start. */
  synchronized KubernetesClient client() {
    if (client == null) {
      client = clients.get();
    }
    return client;
  }

  /** Does not wait for it. */
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

  static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Attempts are bounded, for whoever needs an answer tries again. */
  private static Config patient(Config config) {
    config.setConnectionTimeout((int) CONNECT.toMillis());
    config.setRequestTimeout((int) REQUEST.toMillis());
    config.setRequestRetryBackoffLimit(1);
    return config;
  }
}
