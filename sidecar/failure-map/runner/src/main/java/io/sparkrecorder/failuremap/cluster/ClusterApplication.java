package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.ApplicationLogReader;
import io.sparkrecorder.failuremap.outcome.DriverEnd;
import io.sparkrecorder.failuremap.outcome.PodEnd;
import io.sparkrecorder.failuremap.outcome.RunReader;
import io.sparkrecorder.failuremap.run.Applications;
import io.sparkrecorder.failuremap.run.RunProblem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One SparkApplication, from its creation to its deletion. One thread uses it. */
final class ClusterApplication implements Applications.Application {
  /** The operator's word is asked for this often while there is no driver. */
  private static final Duration STATE = Duration.ofSeconds(1);

  private static final Duration POLL = Duration.ofMillis(200);

  private final String name;
  private final Place place;
  private @Nullable DriverLog driverLog;
  private String sparkApplication = "";
  private long stateAsked;
  private boolean ended;
  private String operatorsError = "";
  private Optional<String> obstacle = Optional.empty();
  private @Nullable ApplicationLog log;
  private RunReader.@Nullable Recordings recordings;

  /**
   * The place where applications run.
   *
   * @param pending the longest time that a pod may wait for its start
   * @param grace the longest time that pods take to end after their deletion
   * @param ending whether the runner is ending
   */
  record Place(
      KubernetesClient client,
      String namespace,
      SparkApplications applications,
      PodHistory pods,
      StoredApplications stored,
      Duration pending,
      Duration grace,
      BooleanSupplier ending) {}

  ClusterApplication(String name, Place place) {
    this.name = name;
    this.place = place;
  }

  private Optional<PodHistory.Sighting> driver() {
    return place.pods().driver(name);
  }

  @Override
  public boolean alive() {
    if (ended || interrupted()) {
      return false;
    }
    Optional<PodHistory.Sighting> driver = driver();
    driver.ifPresent(this::follow);
    ended = driver.map(PodHistory.Sighting::ended).orElseGet(this::endedWithoutDriver);
    if (!ended) {
      endIfPending();
    }
    return !ended;
  }

  /** Starts to read the driver's log as soon as there is a driver. */
  private void follow(PodHistory.Sighting driver) {
    if (driverLog == null) {
      sparkApplication = PodHistory.sparkApplication(driver);
      driverLog =
          new DriverLog(
              place
                  .client()
                  .pods()
                  .inNamespace(place.namespace())
                  .withName(driver.pod().getMetadata().getName()),
              this::driverIsOver);
    }
  }

  private boolean driverIsOver() {
    return driver()
        .map(sighting -> sighting.ended() || PodState.terminated(sighting.pod()).isPresent())
        .orElse(true);
  }

  private boolean endedWithoutDriver() {
    long now = System.nanoTime();
    if (now - stateAsked < STATE.toNanos()) {
      return false;
    }
    stateAsked = now;
    Optional<SparkApplications.State> state = place.applications().state(name);
    state.ifPresent(told -> operatorsError = told.error());
    return state.map(SparkApplications.State::ended).orElse(true);
  }

  private void endIfPending() {
    obstacle =
        Stream.concat(driver().stream(), place.pods().executors(name).stream())
            .filter(sighting -> !sighting.gone() && sighting.seenFor(place.pending()))
            .flatMap(
                sighting ->
                    PodState.obstacle(sighting.pod()).stream()
                        .map(why -> sighting.pod().getMetadata().getName() + " waits: " + why))
            .findFirst();
    if (obstacle.isPresent()) {
      kill();
    }
  }

  @Override
  public boolean interrupted() {
    return place.ending().getAsBoolean();
  }

  @Override
  public List<String> output() {
    DriverLog follows = driverLog;
    if (follows == null) {
      return List.of();
    }
    if (ended) {
      follows.awaitComplete();
    }
    return follows.journal();
  }

  @Override
  public DriverEnd end(boolean late) {
    PodEnd pod = late ? PodEnd.UNKNOWN : driverEnd();
    return new DriverEnd(pod, driverLog == null ? "" : driverLog.tail(), late);
  }

  private PodEnd driverEnd() {
    return driver().map(sighting -> PodState.end(sighting.pod())).orElse(PodEnd.UNKNOWN);
  }

  @Override
  public boolean logIsLive() {
    return false;
  }

  @Override
  public Optional<String> obstacle() {
    if (obstacle.isPresent()) {
      return obstacle;
    }
    String disruption = driverEnd().disruption();
    return disruption.isEmpty()
        ? Optional.empty()
        : Optional.of("the driver's pod ended: " + disruption);
  }

  /** If two pods have the same id, the later one counts. */
  @Override
  public Map<String, PodEnd> pods() {
    Map<String, PodEnd> ends = new HashMap<>();
    place.pods().executors(name).stream()
        .sorted(Comparator.comparing(PodHistory.Sighting::since))
        .forEach(
            executor -> ends.put(PodHistory.executorId(executor), PodState.end(executor.pod())));
    return ends;
  }

  @Override
  public ApplicationLog log() throws IOException {
    if (log == null) {
      Optional<ApplicationLog> stored = place.stored().log(sparkApplication);
      if (stored.isEmpty() && driverEnd().exitCode().equals(OptionalInt.of(0))) {
        throw new RunProblem(
            "%s ended well and left no event log of %s in S3: check spark.eventLog.dir and its rights"
                .formatted(name, sparkApplication));
      }
      log =
          stored.isPresent()
              ? stored.get()
              : ApplicationLogReader.read(InputStream.nullInputStream());
    }
    return log;
  }

  @Override
  public RunReader.Recordings recordings() {
    if (recordings == null) {
      recordings = place.stored().recordings(sparkApplication);
    }
    return recordings;
  }

  @Override
  public String place() {
    String tail = driverLog == null ? "" : driverLog.tail();
    return "%s in namespace %s: %s\n%s"
        .formatted(name, place.namespace(), operatorsError, tail)
        .strip();
  }

  /** Deletes the application, and waits until its recorders have uploaded all they can. */
  @Override
  public void kill() {
    place.applications().delete(name);
    long give = System.nanoTime() + place.grace().toNanos();
    try {
      while (!allGone() && System.nanoTime() < give && !interrupted()) {
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended = true;
  }

  private boolean allGone() {
    return Stream.concat(driver().stream(), place.pods().executors(name).stream())
        .allMatch(PodHistory.Sighting::ended);
  }

  @Override
  public void close() {
    if (driverLog != null) {
      driverLog.close();
    }
    place.applications().delete(name);
    place.pods().forget(name);
  }
}
