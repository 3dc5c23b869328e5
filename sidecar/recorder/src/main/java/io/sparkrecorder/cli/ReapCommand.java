package io.sparkrecorder.cli;

import io.sparkrecorder.config.DiscoveryMode;
import io.sparkrecorder.config.ReapSettings;
import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.reap.Reaper;
import io.sparkrecorder.s3.model.S3Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code recorder reap}: finishes applications whose driver's recorder is gone. */
@Command(
    name = "reap",
    mixinStandardHelpOptions = true,
    description = {
      "Finish applications whose driver is gone: upload the rest of the shared volume, and write",
      "the manifest. Not with RECORDER_TRANSPORT=direct.",
      "With RECORDER_REAP_KEEP and RECORDER_REAP_QUOTA, remove old applications from the volume if",
      "S3 has each file.",
      "Safe to run at any time, by hand and twice at once: each application has a lease."
    },
    footer = {
      "",
      "Exit codes: 0 nothing is left, 1 S3 or the store cannot be reached, 2 wrong use,",
      "3 some applications could not be finished.",
      "",
      "Examples:",
      "  recorder reap --dry-run               name the applications that would be finished or removed",
      "  recorder reap                         finish them",
      "  recorder reap spark-3f2a              finish this one alone",
      "  recorder reap --bucket team-a -n team-a --output json"
    })
final class ReapCommand implements Callable<Integer> {
  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private Bucket bucket;

  @Parameters(
      arity = "0..*",
      paramLabel = "APP",
      description = "Spark's application ids; all applications by default.")
  private List<String> apps = List.of();

  @Option(names = "--dry-run", description = "Name the applications, and change nothing.")
  private boolean dryRun;

  @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private LsCommand.Output output = LsCommand.Output.table;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> variables = bucket.variables(parent.environment());
    ReapSettings settings = ReapSettings.from(variables);
    Optional<Cluster> cluster =
        settings.discovery() == DiscoveryMode.KUBERNETES
            ? Optional.of(new Cluster())
            : Optional.empty();
    try (Reaper reaper =
        new Reaper(
            settings,
            cluster,
            holder(parent.environment()),
            Path.of(System.getProperty("java.io.tmpdir")),
            dryRun,
            Clock.systemUTC())) {
      return run(reaper, settings);
    } catch (S3Problem e) {
      return unreachable(e.problem().message());
    }
  }

  private int run(Reaper reaper, ReapSettings settings) throws InterruptedException {
    List<String> all;
    try {
      all = reaper.applications();
    } catch (IOException e) {
      return unreachable("the store %s cannot be read: %s".formatted(settings.store(), e));
    }
    List<String> chosen = apps.isEmpty() ? all : apps;
    for (String app : chosen) {
      if (!all.contains(app)) {
        throw new WrongUse(
            "no application \"%s\" in the store: `recorder reap --dry-run` looks at all of them"
                .formatted(app));
      }
    }
    try (ReapOutput results = ReapOutput.of(output, spec.commandLine().getOut())) {
      reaper.run(chosen, results);
      return results.unfinished() > 0 ? Exit.PARTLY : Exit.OK;
    }
  }

  private int unreachable(String why) {
    spec.commandLine().getErr().println("recorder: " + Printable.of(why));
    return Exit.UNREACHABLE;
  }

  /** Names this process for people, and differs from every other process. */
  private static String holder(Map<String, String> environment) {
    String host = environment.getOrDefault("HOSTNAME", "recorder");
    return "%s/%s".formatted(host, UUID.randomUUID());
  }
}
