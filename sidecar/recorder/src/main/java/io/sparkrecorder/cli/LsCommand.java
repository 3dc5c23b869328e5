package io.sparkrecorder.cli;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.text.Words;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code recorder ls}: lists applications, or the pods and files of one. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "List applications, or the pods and files of one.",
    footer = {
      "",
      "Examples:",
      "  recorder ls --bucket team-a --prefix pipelines/team-a",
      "  recorder ls --incomplete --since 2d",
      "  recorder ls spark-3f2a --output json"
    })
final class LsCommand implements Callable<Integer> {
  enum Output {
    table,
    json
  }

  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private Bucket bucket;

  @Parameters(arity = "0..1", paramLabel = "APP", description = "Spark's application id.")
  private String app;

  @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Output output = Output.table;

  @Option(names = "--incomplete", description = "List only applications that are not complete.")
  private boolean incomplete;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "List only applications that ended in this time, such as 2d, 12h or 30m, or have no"
              + " known end.")
  private String since;

  @Override
  public Integer call() {
    if (app != null && (incomplete || since != null)) {
      throw new WrongUse("--incomplete and --since list applications: omit " + app);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Recordings recordings = new Recordings(bucket.settings(parent.environment()))) {
      out.print(app == null ? applications(recordings) : application(recordings));
      out.flush();
    }
    return Exit.OK;
  }

  private String applications(Recordings recordings) {
    Instant earliest = since == null ? Instant.MIN : Instant.now().minus(Since.parse(since));
    List<Application> apps =
        recordings.apps().stream()
            .map(id -> Application.of(id, recordings))
            .filter(application -> !incomplete || application.isIncomplete())
            .filter(application -> application.isSince(earliest))
            .toList();
    if (output == Output.json) {
      return text(Map.of("applications", apps.stream().map(Application::toMap).toList()));
    }
    if (apps.isEmpty()) {
      String which = incomplete || since != null ? "no such application" : "no application";
      return "%s in %s%n".formatted(which, recordings.url(""));
    }
    Table table =
        new Table(
            List.of(2, 3, 4),
            "APPLICATION",
            "STATE",
            "PODS",
            "FILES",
            "BYTES",
            "WRITTEN",
            "REASON");
    apps.forEach(application -> table.row(application.cells()));
    return table.toString();
  }

  private String application(Recordings recordings) {
    Optional<byte[]> json = recordings.manifestJson(app);
    if (json.isEmpty()) {
      return withoutManifest(recordings);
    }
    Manifest manifest = recordings.manifest(app, json.get());
    return output == Output.json
        ? Printable.json(new String(json.get(), StandardCharsets.UTF_8))
        : tables(recordings, manifest);
  }

  private String tables(Recordings recordings, Manifest manifest) {
    Table pods =
        new Table(List.of(3, 4, 5), "POD", "ROLE", "STATE", "EXIT", "FILES", "BYTES", "REASON");
    Table files = new Table(List.of(4), "ROLE", "FILE", "FORMAT", "STATE", "BYTES", "NOTE");
    for (ManifestPod pod : manifest.pods()) {
      pods.row(
          pod.pod().pod(),
          pod.pod().label(),
          Words.of(pod.state()),
          pod.exitCode().map(String::valueOf).orElse("-"),
          String.valueOf(pod.files().size()),
          Units.text(pod.files().stream().mapToLong(file -> file.file().bytes()).sum()),
          pod.reason().orElse(""));
      for (ManifestFile file : pod.files()) {
        files.row(
            pod.pod().label(),
            file.file().name(),
            file.file().format(),
            file.key().isPresent() ? Words.of(file.file().state()) : "not in S3",
            Units.text(file.file().bytes()),
            file.missing().or(file.file()::note).orElse(""));
      }
    }
    String why = manifest.reason().map(text -> ", " + Printable.of(text)).orElse("");
    return "%s: %s%s%n%s%n%n%s%n%s"
        .formatted(app, Application.state(manifest), why, recordings.url(app + "/"), pods, files);
  }

  private String withoutManifest(Recordings recordings) {
    List<ObjectEntry> objects = recordings.objects(app);
    if (output == Output.json) {
      List<Map<String, Object>> list =
          objects.stream()
              .map(object -> Map.<String, Object>of("key", object.key(), "bytes", object.bytes()))
              .toList();
      return text(Map.of("app", app, "objects", list));
    }
    Table table = new Table(List.of(1), "FILE", "BYTES");
    objects.forEach(
        object -> table.row(recordings.name(app, object.key()), Units.text(object.bytes())));
    return "%s: no manifest: the job still runs, or its driver's recorder was lost%n%n%s"
        .formatted(app, table);
  }

  private static String text(Map<String, ?> json) {
    return Printable.json(new String(Json.document(json), StandardCharsets.UTF_8));
  }
}
