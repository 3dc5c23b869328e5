package io.sparkrecorder.cli;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.config.StoreSettings;
import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.discovery.Inquiry;
import io.sparkrecorder.doctor.Check;
import io.sparkrecorder.doctor.Clocks;
import io.sparkrecorder.doctor.ClusterChecks;
import io.sparkrecorder.doctor.Doctor;
import io.sparkrecorder.doctor.EventLogs;
import io.sparkrecorder.doctor.Finding;
import io.sparkrecorder.doctor.Peers;
import io.sparkrecorder.doctor.S3Rights;
import io.sparkrecorder.doctor.SharedVolume;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code recorder doctor}: checks whether jobs of a namespace can be recorded. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Check whether jobs of a namespace can be recorded, and print the fix for each problem.",
      "It checks the rights in S3, clocks, the shared volume, and, with dry runs, how Kubernetes"
          + " treats Spark's pods. Checks for which the account in use has no rights are skipped.",
      "Exit codes: 0 if nothing is wrong, 1 if something is, 2 for wrong options."
    },
    footer = {
      "",
      "Examples:",
      "  helm test workspace -n team-a                             in the cluster, on two nodes",
      "  recorder doctor -n team-a --bucket recordings             from a laptop",
      "  recorder doctor -n team-a --bucket recordings --output json"
    })
final class DoctorCommand implements Callable<Integer> {
  enum Output {
    table,
    json
  }

  /** The API server waits up to 30 s for a webhook. */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(40);

  private static final Duration PEERS = Duration.ofMinutes(2);

  private static final String RUN = "[A-Za-z0-9-]{1,63}";

  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private Bucket bucket;

  @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Output output = Output.table;

  @Option(
      names = "--event-log",
      paramLabel = "URL",
      description =
          "Folder of the event logs, such as s3a://bucket/history; empty if there are none."
              + " Default: <prefix>/history of the bucket.")
  private String eventLog;

  @Option(
      names = "--no-injection",
      description = "Skip the injection policy: no job of the namespace asks for it by a label.")
  private boolean noInjection;

  @Option(
      names = "--peers",
      paramLabel = "N",
      description =
          "Number of pods of an indexed Job that run this command at the same time, to check that"
              + " they share the volume. Only the pod with index 0 prints the table.")
  private int peers = 1;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "Name that only the pods of this Job share, such as its uid.")
  private String run;

  @Override
  public Integer call() {
    try (Interruption interruption = new Interruption()) {
      return examined(interruption.deadline());
    }
  }

  private int examined(Deadline end) {
    Map<String, String> environment = parent.environment();
    S3Settings settings = bucket.settings(environment);
    StoreSettings store = StoreSettings.from(environment);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    int index = index(environment);
    Optional<Peers> others = peers(store, index, err, end);
    if (index > 0 && others.isPresent()) {
      out.println(Printable.of(others.get().answer()));
      return Exit.OK;
    }
    DoctorReport report = new DoctorReport(out, output == Output.json);
    try (Cluster cluster = Cluster.withTimeout(LONGEST_REQUEST);
        S3Servers servers = new S3Servers(settings)) {
      new Doctor(
              List.of(
                  late("S3", () -> new S3Rights(servers.own(), settings, end)),
                  late("clock and S3", () -> new Clocks("S3", () -> servers.own().clockAhead())),
                  new EventLogs(
                      eventLog == null ? history(settings) : eventLog,
                      (name, prefix, deadline) -> servers.of(name).list(prefix, deadline)),
                  new SharedVolume(store, others),
                  new ClusterChecks(
                      new Inquiry(cluster, bucket.namespace(environment)),
                      environment.containsKey("KUBERNETES_SERVICE_HOST"),
                      !noInjection,
                      end)),
              end)
          .examine(report);
    }
    report.end();
    if (end.passed()) {
      err.println("recorder: interrupted, so that not all checks were made");
      return Exit.NOT_WHOLE;
    }
    return report.isWrong() ? Exit.NOT_WHOLE : Exit.OK;
  }

  /** A check whose client is made when it runs, so that a failure of that is a finding. */
  private static Check late(String name, Supplier<Check> check) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void run(Consumer<Finding> findings) {
        check.get().run(findings);
      }
    };
  }

  private static String history(S3Settings settings) {
    return settings.url((settings.prefix().isEmpty() ? "" : settings.prefix() + "/") + "history");
  }

  private Optional<Peers> peers(StoreSettings store, int index, PrintWriter err, Deadline end) {
    if (peers == 1) {
      return Optional.empty();
    }
    if (peers < 1 || run == null || !run.matches(RUN)) {
      throw new WrongUse("--peers N needs a positive N and --run ID, such as the uid of the Job");
    }
    if (index >= peers) {
      throw new WrongUse(
          "JOB_COMPLETION_INDEX=%d: --peers must be the completions of the Job".formatted(index));
    }
    return Optional.of(
        new Peers(
            store.root(),
            run,
            peers,
            index,
            store.node(),
            PEERS,
            line -> err.println(Printable.of(line)),
            end));
  }

  /** Kubernetes numbers the pods of an indexed Job by this variable. */
  private static int index(Map<String, String> environment) {
    String text = environment.getOrDefault("JOB_COMPLETION_INDEX", "0");
    if (!text.matches("\\d{1,4}")) {
      throw new WrongUse("JOB_COMPLETION_INDEX=%s: expected a number".formatted(text));
    }
    return Integer.parseInt(text);
  }

  /** The clients for the bucket of the recordings and for that of the event logs. */
  private static final class S3Servers implements AutoCloseable {
    private final S3Settings settings;
    private final Map<String, ObjectStore> open = new HashMap<>();

    S3Servers(S3Settings settings) {
      this.settings = settings;
    }

    ObjectStore own() {
      return of(settings.bucket());
    }

    /** The client for a bucket of the same server. Throws {@link S3Problem}. */
    ObjectStore of(String name) {
      return open.computeIfAbsent(name, it -> ObjectStore.open(settings.withBucket(it)));
    }

    @Override
    public void close() {
      open.values().forEach(ObjectStore::close);
    }
  }
}
