package io.sparkrecorder.e2e.job;

import static java.util.stream.Collectors.groupingBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Node;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Project;
import io.sparkrecorder.e2e.support.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cost of recorders in the jobs of a run, measured by Kubernetes and the nodes. Printed after
 * the last test, and asserted by none: another machine has other figures. Times are as exact as
 * those of a container, which Kubernetes gives in whole seconds.
 */
public final class Costs {
  private static final String RECORDER = "recorder";
  private static final List<String> ROWS = new ArrayList<>();

  private final Cluster cluster;
  private final String what;
  private final RecordedJob job;
  private final Map<String, Long> memory = new HashMap<>();

  /**
   * Those of one job.
   *
   * @param what a word for it
   */
  Costs(Cluster cluster, String what, RecordedJob job) {
    this.cluster = cluster;
    this.what = what;
    this.job = job;
  }

  /** Takes the recorders' memory while they run. */
  void whileRunning() {
    job.pods().pods().stream()
        .collect(groupingBy(pod -> pod.getSpec().getNodeName()))
        .values()
        .forEach(pods -> memory.putAll(memory(Node.of(cluster, pods.getFirst()))));
  }

  /** Takes the rest after the job's end. */
  void afterwards() {
    Run.atEnd("costs", Costs::print);
    synchronized (ROWS) {
      job.pods().pods().forEach(pod -> ROWS.add(row(pod)));
    }
  }

  /** Prints all of them, as a table that is kept in a file, too. */
  public static void print() {
    synchronized (ROWS) {
      if (ROWS.isEmpty()) {
        return;
      }
      List<String> table = new ArrayList<>();
      table.add("| job | pod | to its start | to its end | memory | bytes left at the JVM's end |");
      table.add("|---|---|---|---|---|---|");
      table.addAll(ROWS);
      System.out.println("what the recorders added:");
      table.forEach(System.out::println);
      try {
        Path file = Files.createDirectories(Project.target()).resolve("costs.md");
        Files.write(file, table);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private String row(Pod pod) {
    String spark = SparkJob.spark(pod);
    return Stream.of(
            what,
            pod.getMetadata().getLabels().get("spark-role"),
            seconds(Pods.started(pod, RECORDER), Pods.started(pod, spark)),
            seconds(Pods.ended(pod, spark), Pods.ended(pod, RECORDER)),
            Optional.ofNullable(memory.get(pod.getMetadata().getUid()))
                .map(kib -> "%.0f MiB".formatted(kib / 1024.0))
                .orElse("?"),
            pod.equals(job.pods().driver()) ? left(Pods.ended(pod, spark)) : "")
        .reduce("|", (row, cell) -> row + " " + cell + " |");
  }

  /** Bytes that reached S3 after the end of the driver's JVM. */
  private String left(Optional<Instant> end) {
    return end.map(
            moment ->
                String.format(
                    Locale.ROOT,
                    "%,d of %,d",
                    job.bytesAfter(moment),
                    job.objects().values().stream().mapToLong(Long::longValue).sum()))
        .orElse("?");
  }

  private static String seconds(Optional<Instant> from, Optional<Instant> to) {
    return from.flatMap(start -> to.map(end -> Duration.between(start, end).toSeconds() + " s"))
        .orElse("?");
  }

  /** Resident KiB of the recorder of each pod of a node, by the pod's uid. */
  private static Map<String, Long> memory(Node node) {
    Map<String, Long> memory = new HashMap<>();
    node.run(
            """
            for process in /proc/[0-9]*; do
              uid=$( (tr '\\0' '\\n' <$process/environ) 2>/dev/null | sed -n 's/^RECORDER_POD_UID=//p')
              [ -z "$uid" ] || echo "$uid $(sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\).*/\\1/p' $process/status)"
            done
            """)
        .lines()
        // A process may end while it is looked at.
        .filter(line -> line.matches("[-0-9a-f]{36} [0-9]+"))
        .map(line -> line.split(" ", 2))
        .forEach(words -> memory.merge(words[0], Long.valueOf(words[1]), Long::sum));
    return memory;
  }
}
