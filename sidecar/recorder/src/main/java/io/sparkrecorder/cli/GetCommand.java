package io.sparkrecorder.cli;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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

/** {@code recorder get}: downloads what an application left behind, and verifies it. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
      "Download an application's recordings and verify every checksum.",
      "Files that are there already are verified and not downloaded again."
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
      description = "Where to; a folder with the application's name by default.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    Path folder = to == null ? Path.of(app) : to;
    try (Recordings recordings = new Recordings(bucket.settings(parent.environment()))) {
      byte[] json =
          recordings
              .manifestJson(app)
              .orElseThrow(
                  () ->
                      new NotThere(
                          "%s has no manifest yet, only %d objects: `recorder ls %s` lists them"
                              .formatted(app, recordings.objects(app).size(), app)));
      Manifest manifest = recordings.manifest(app, json);
      Progress progress = new Progress(err(), manifest.bytes(), terminal());
      List<Fetch> files = files(recordings, manifest, folder, progress);
      Files.createDirectories(folder);
      List<String> bad = Several.run(files, recordings.concurrency());
      progress.end();
      Files.write(folder.resolve("manifest.json"), json);
      return conclude(manifest, bad, folder);
    }
  }

  private List<Fetch> files(
      Recordings recordings, Manifest manifest, Path folder, Progress progress) {
    Map<Path, Fetch> files = new LinkedHashMap<>();
    for (ManifestPod pod : manifest.pods()) {
      for (ManifestFile file : pod.files()) {
        if (file.key().isPresent()) {
          String key = file.key().get();
          Path target = below(folder, recordings.name(app, key));
          addOnce(files, new Fetch(recordings.s3(), file, key, target, progress));
        }
      }
    }
    return List.copyOf(files.values());
  }

  /** Two pods may have left the same bytes under one key, an empty log for instance. */
  private static void addOnce(Map<Path, Fetch> files, Fetch fetch) {
    Fetch before = files.putIfAbsent(fetch.target(), fetch);
    if (before != null && !before.expected().equals(fetch.expected())) {
      throw new NotThere(
          "the manifest is refused: it names %s twice, with two checksums"
              .formatted(fetch.target()));
    }
  }

  private int conclude(Manifest manifest, List<String> bad, Path folder) {
    bad.forEach(problem -> err().println("recorder: " + problem));
    if (!manifest.complete()) {
      err()
          .printf(
              "recorder: INCOMPLETE: not everything that was recorded is in S3,"
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

  /** A manifest is data from outside: its names must not lead out of the folder. */
  private static Path below(Path folder, String name) {
    Path root = folder.toAbsolutePath().normalize();
    Path target = root.resolve(name).normalize();
    if (target.equals(root) || !target.startsWith(root)) {
      throw new NotThere("the manifest is refused: \"%s\" leads out of %s".formatted(name, folder));
    }
    return folder.resolve(name).normalize();
  }

  /** Null does come back where standard input is no terminal, whatever the check believes. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean terminal() {
    return System.console() != null && System.console().isTerminal();
  }
}
