package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.cli.Since;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.BucketOrigin;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.fold.Kind;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.write.Collapsed;
import io.sparkrecorder.report.write.Html;
import io.sparkrecorder.report.write.ProfileJson;
import io.sparkrecorder.report.write.Speedscope;
import io.sparkrecorder.report.write.Summary;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code recorder report}: makes a report of an application's recordings. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Make a report of an application: what became of each pod, and what its threads did.",
      "Every recording is read once, one at a time; one that cannot be read is named in the report."
    },
    footer = {
      "",
      "Exit codes: 0, 1 nothing to show, 2 wrong use, 3 some recordings could not be read;",
      "with --missing, 3 if a report could not be made.",
      "",
      "Examples:",
      "  recorder report spark-3f2a                            the page spark-3f2a-report.html",
      "  recorder report spark-3f2a --upload                   the same, beside the recordings",
      "  recorder report --missing --since 7d                  the same for all that have no"
          + " report",
      "  recorder report spark-3f2a --compare spark-77aa       the difference of two runs",
      "  recorder report spark-3f2a --executor 1,2 --stage 4 --format collapsed",
      "  recorder get spark-3f2a -o out && recorder report out --event-log eventlog_v2_spark-3f2a"
    })
final class ReportCommand implements Callable<Integer> {
  enum Format {
    html,
    json,
    collapsed,
    speedscope,
    text
  }

  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private Selection selection;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Format format = Format.html;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "For collapsed: cpu, native, alloc, lock, wall or malloc; default cpu.")
  private String kind = "cpu";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "PATH",
      description =
          "File or folder to write to; - is standard output, the default of all formats but html.")
  private String out;

  @Option(
      names = "--upload",
      description = "Upload page and data to APP/report/ in the bucket, instead of a local file.")
  private boolean upload;

  @Option(
      names = "--missing",
      description = {
        "Without APP: make and upload the report of each application that has a manifest and no",
        "report, or the report of an earlier manifest."
      })
  private boolean missing;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "With --missing: only applications that ended in this time, such as 7d or 12h.")
  private String since;

  @Option(names = "--dry-run", description = "With --missing: name them, and make nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    if (missing) {
      return missing();
    }
    if (since != null || dryRun) {
      throw new WrongUse("--since and --dry-run belong to --missing");
    }
    Kind ofStacks = kind();
    try (ScratchFolder scratch = new ScratchFolder();
        Origin origin = selection.origin(parent.environment())) {
      Profiles profiles = new Profiles(selection, parent.environment(), err(), scratch.path());
      profiles.checkOther();
      Profile profile = profiles.of(origin);
      if (profile.isEmpty()) {
        err().println("recorder: nothing to show: there is no pod of this selection");
        return Exit.NOTHING;
      }
      Optional<Profile> other = profiles.other();
      if (upload) {
        publish(origin, profile, other, scratch.path());
      } else {
        write(profile, other, ofStacks);
      }
      return exit(profile, other);
    }
  }

  private int missing() throws IOException {
    if (selection.isOfOne()
        || isGiven("--compare", "--compare-event-log", "--out", "--format", "--kind")) {
      throw new WrongUse(
          "--missing uploads whole reports of all applications:"
              + " give it with --since, --dry-run, --event-log and the bucket's options alone");
    }
    Optional<Duration> age = Optional.ofNullable(since).map(Since::parse);
    try (Recordings recordings = selection.recordings(parent.environment())) {
      return new MissingRun(
              recordings, selection.requestOfAny(recordings), spec.commandLine().getOut(), err())
          .run(age, dryRun);
    }
  }

  private boolean isGiven(String... options) {
    return Stream.of(options).anyMatch(spec.commandLine().getParseResult()::hasMatchedOption);
  }

  private static int exit(Profile profile, Optional<Profile> other) {
    if (profile.unread() + other.map(Profile::unread).orElse(0) > 0) {
      return Exit.PARTLY;
    }
    boolean samples = profile.kinds().stream().anyMatch(kind -> kind.samples() > 0);
    boolean measures = profile.pods().stream().anyMatch(pod -> !pod.series().all().isEmpty());
    return samples || measures ? Exit.OK : Exit.NOTHING;
  }

  private void publish(Origin origin, Profile profile, Optional<Profile> other, Path scratch)
      throws IOException {
    if (!(origin instanceof BucketOrigin bucket)) {
      throw new WrongUse("--upload: expected an application in a bucket, not a folder");
    }
    String url = ReportUpload.of(bucket, profile, other, scratch);
    print(Summary.of(profile));
    print("\n%s%n".formatted(url));
  }

  private void write(Profile profile, Optional<Profile> other, Kind ofStacks) throws IOException {
    if (isStandardOutput()) {
      content(profile, other, ofStacks, parent.out());
      parent.out().flush();
      return;
    }
    Path file = file(profile);
    try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file))) {
      content(profile, other, ofStacks, to);
    }
    print(Summary.of(profile));
    print("\n%s%n".formatted(file));
  }

  private boolean isStandardOutput() {
    return out == null ? format != Format.html : out.equals("-");
  }

  private Path file(Profile profile) {
    String name = profile.application().id() + suffix();
    Path path = Path.of(out == null ? "" : out);
    return out == null || Files.isDirectory(path) ? path.resolve(name) : path;
  }

  private String suffix() {
    return switch (format) {
      case html -> "-report.html";
      case json -> "-profile.json";
      case collapsed -> "-%s.collapsed".formatted(kind);
      case speedscope -> ".speedscope.json";
      case text -> "-report.txt";
    };
  }

  private void content(Profile profile, Optional<Profile> other, Kind ofStacks, OutputStream to)
      throws IOException {
    switch (format) {
      case html -> Html.write(profile, other, to);
      case json -> ProfileJson.write(profile, other, to);
      case speedscope -> Speedscope.write(profile, to);
      case text -> to.write(Summary.of(profile).getBytes(StandardCharsets.UTF_8));
      case collapsed -> {
        Writer writer = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        Collapsed.write(profile.folded(), ofStacks, writer);
        writer.flush();
      }
    }
  }

  private Kind kind() {
    for (Kind known : Kind.values()) {
      if (known.id().equals(kind)) {
        return known;
      }
    }
    throw new WrongUse(
        "--kind %s: expected cpu, native, alloc, lock, wall or malloc".formatted(kind));
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
