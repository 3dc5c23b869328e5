package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.testbed.Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way to get credentials on each line of Spark, whose SDKs have little in common: the chart's
 * init container makes the folder of the event logs with the classes that are in the image, as a
 * user who has the rights of the chart's README and no others.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"s3a-3.5", "s3a-4.1", "s3a-4.3", "spark-4.1", "versitygw"})
class HistoryServerCredentialsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final List<String> LINES = List.of("3.5", "4.1", "4.3");
  private static final String CONTAINER = "event-log-folder";
  private static final String IRSA = "irsa";
  private static final String POD_IDENTITY = "pod-identity";
  private static final String NOTHING = "nothing";
  private static final String WRONG = "wrong-keys";

  /** Prefixes below which one user has these rights, and below which everybody has them. */
  private static final String USERS = "user/*/team";

  private static final String EVERYBODYS = "public/*/team";

  private S3Server s3;
  private String namespace;
  private AwsStandIn aws;

  /**
   * One of them.
   *
   * @param mode authentication mode in the values
   * @param given the cluster's part of it: a role of EKS, or a secret
   */
  private record Way(String line, String mode, String given) {
    String name() {
      return "spark-%s-%s-%s".formatted(line.replace(".", ""), mode, given);
    }

    String prefix() {
      return (given.equals(NOTHING) ? EVERYBODYS : USERS).replace("*", name());
    }

    @Override
    public String toString() {
      return "Spark %s, %s, given %s".formatted(line, mode, given);
    }
  }

  static Stream<Way> ways() {
    return LINES.stream()
        .flatMap(
            line ->
                Stream.of(
                    new Way(line, "default", IRSA),
                    new Way(line, "default", POD_IDENTITY),
                    new Way(line, "irsa", IRSA),
                    new Way(line, "pod-identity", POD_IDENTITY),
                    new Way(line, "secret", S3Server.SECRET),
                    new Way(line, "anonymous", NOTHING)));
  }

  static Stream<Way> wrongKeys() {
    return LINES.stream().map(line -> new Way(line, "secret", WRONG));
  }

  @BeforeAll
  void start() {
    s3 = S3Server.start(CLUSTER);
    namespace = CLUSTER.namespace("credentials");
    S3Server.User user = s3.user("history");
    s3.giveKeysTo(namespace, S3Server.SECRET, user);
    s3.giveKeysTo(namespace, WRONG, new S3Server.User(user.accessKey(), "wrong"));
    aws = AwsStandIn.in(CLUSTER, namespace, user);
    s3.allowHistory(user.accessKey(), USERS);
    s3.allowHistory(S3Server.EVERYBODY, EVERYBODYS);
    Stream.concat(wrongKeys(), ways()).forEach(this::start);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void the_folder_of_the_event_logs_is_made(Way way) {
    ContainerStateTerminated end = end(way);
    assertThat(end.getExitCode()).as(end.getMessage()).isZero();
    try (Bucket bucket = s3.bucket()) {
      assertThat(bucket.objects(way.prefix()))
          .containsExactly(Map.entry(way.prefix() + "/history/", 0L));
    }
  }

  @ParameterizedTest
  @MethodSource("wrongKeys")
  void wrong_keys_end_the_pod_with_the_words_of_s3(Way way) {
    ContainerStateTerminated end = end(way);
    assertThat(end.getExitCode()).isNotZero();
    assertThat(end.getMessage())
        .contains("Forbidden", "Status Code: 403")
        .doesNotContain("AWS SDK for Java 1.x");
    try (Bucket bucket = s3.bucket()) {
      assertThat(bucket.objects(way.prefix())).isEmpty();
    }
  }

  /** All of them start at once: the first one waits for most of the others. */
  private ContainerStateTerminated end(Way way) {
    var pod = CLUSTER.client().pods().inNamespace(namespace).withName(way.name());
    eventually(way + " ends", Duration.ofMinutes(10)).until(() -> Pods.hasEnded(pod.get()));
    return Pods.end(pod.get(), CONTAINER).orElseThrow();
  }

  /** The init container alone, as the chart renders it, in a pod that ends with it. */
  private void start(Way way) {
    Path chart = new Release(way.name(), HistoryServer.CHART, namespace).render(values(way));
    ConfigMap conf = read(chart.resolve("configmap.yaml"), ConfigMap.class);
    CLUSTER.client().resource(conf).create();
    PodSpec spec =
        read(chart.resolve("deployment.yaml"), Deployment.class).getSpec().getTemplate().getSpec();
    Container container =
        spec.getInitContainers().stream()
            .filter(one -> CONTAINER.equals(one.getName()))
            .findFirst()
            .orElseThrow();
    spec.setInitContainers(new ArrayList<>());
    spec.setContainers(List.of(container));
    spec.setRestartPolicy("Never");
    switch (way.given()) {
      case IRSA -> aws.irsa(spec, container);
      case POD_IDENTITY -> aws.podIdentity(spec, container);
      default -> {}
    }
    CLUSTER
        .client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(way.name())
                .withNamespace(namespace)
                .endMetadata()
                .withSpec(spec)
                .build())
        .create();
  }

  private static <T> T read(Path file, Class<T> type) {
    try (InputStream in = Files.newInputStream(file)) {
      return Serialization.unmarshal(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String values(Way way) {
    return """
        sparkVersion: %s
        s3:
          bucket: %s
          prefix: %s
          endpoint: %s
          region: %s
          auth: {mode: %s, secret: {name: %s}, roleArn: "%s"}
        """
        .formatted(
            Image.sparkVersion(way.line()),
            S3Server.BUCKET,
            way.prefix(),
            s3.endpoint(),
            S3Server.REGION,
            way.mode(),
            way.given(),
            AwsStandIn.ROLE);
  }
}
