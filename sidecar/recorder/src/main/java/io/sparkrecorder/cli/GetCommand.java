package io.sparkrecorder.cli;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code recorder get}: downloads the files of an application, and verifies them. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
      "Download an application's recordings and verify every checksum.",
      "Existing files are verified and not downloaded again."
    },
    footer = {
      "",
      "Examples:",
      "  recorder get spark-3f2a",
      "  recorder get spark-3f2a -o /tmp/out && jfr summary /tmp/out/driver/*.jfr"
    })
final class GetCommand implements Callable<Integer> {
  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private Bucket bucket;

  @Parameters(arity = "1", paramLabel = "APP", description = "Spark's application id.")
  private String app;

  @Option(
      names = {"-o", "--output-dir"},
      paramLabel = "DIR",
      description = "Target folder; by default the application's name.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    Path folder = to == null ? Path.of(app) : to;
    try (Recordings recordings = new Recordings(bucket.settings(parent.environment()));
        Destination destination = new Destination(folder)) {
      byte[] json =
          recordings
              .manifestJson(app)
              .orElseThrow(
                  () ->
                      new NotThere(
                          "%s has no manifest yet, only %d objects: `recorder ls %s` lists them"
                              .formatted(app, recordings.objects(app).size(), app)));
      Manifest manifest = recordings.manifest(app, json);
      destination.checkManifest(app);
      Progress progress = new Progress(err(), manifest.bytes(), terminal());
      List<Fetch> files = files(recordings, manifest, destination, progress);
      List<String> bad = Several.run(files, recordings.concurrency());
      progress.end();
      destination.placeManifest(json);
      return conclude(manifest, bad, folder);
    }
  }

  private List<Fetch> files(
      Recordings recordings, Manifest manifest, Destination destination, Progress progress) {
    Map<String, Fetch> files = new LinkedHashMap<>();
    for (ManifestPod pod : manifest.pods()) {
      for (ManifestFile file : pod.files()) {
        if (file.key().isPresent()) {
          String key = file.key().get();
          String name = recordings.name(app, key);
          destination.check(name);
          addOnce(files, new Fetch(recordings.s3(), file, key, destination, name, progress));
        }
      }
    }
    return List.copyOf(files.values());
  }

  /**
   * Adds a file under its key once: two pods may share a key for the same bytes, such as an empty
   * log.
   */
  private static void addOnce(Map<String, Fetch> files, Fetch fetch) {
    Fetch before = files.putIfAbsent(fetch.name(), fetch);
    if (before != null && !before.expected().equals(fetch.expected())) {
      throw new NotThere(
          "the manifest is refused: it names %s twice, with two checksums"
              .formatted(fetch.to().shown(fetch.name())));
    }
  }

  private int conclude(Manifest manifest, List<String> bad, Path folder) {
    bad.forEach(problem -> err().println("recorder: " + Printable.of(problem)));
    if (!manifest.complete()) {
      err()
          .printf(
              "recorder: INCOMPLETE: some recordings are not in S3,"
                  + " `recorder ls %s` says why%n",
              app);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (bad.isEmpty()) {
      out.printf(
          "%d files, %s in %s, checksums verified%n",
          manifest.files(), Units.text(manifest.bytes()), folder);
    } else {
      out.printf("%d of %d files in %s%n", manifest.files() - bad.size(), manifest.files(), folder);
    }
    return bad.isEmpty() ? Exit.OK : Exit.NOT_WHOLE;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /**
   * Checks for null first: System.console() does return null if standard input is no terminal,
   * contrary to the compiler's check.
   */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean terminal() {
    return System.console() != null && System.console().isTerminal();
  }
}
