package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.write.Html;
import io.sparkrecorder.report.write.Summary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code recorder open}: makes a report and serves it to the browser of this machine. */
@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    description = {
      "Make a report and serve its page on this machine alone, until Ctrl-C.",
      "Nothing is written but a temporary file."
    },
    footer = {
      "",
      "Examples:",
      "  recorder open spark-3f2a",
      "  recorder open spark-3f2a --compare spark-77aa      the difference of two runs",
      "  recorder open out --port 8099                      a folder that `recorder get` made"
    })
final class OpenCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65_535;

  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private Selection selection;

  @Option(names = "--port", paramLabel = "N", description = "Port; by default any free one.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > LARGEST_PORT) {
      throw new WrongUse("--port %d: expected a number from 0 to 65535".formatted(port));
    }
    try (ScratchFolder scratch = new ScratchFolder()) {
      Path page = scratch.path().resolve("report.html");
      Path data = scratch.path().resolve("profile.json.gz");
      Profiles profiles =
          new Profiles(
              selection, parent.environment(), spec.commandLine().getErr(), scratch.path());
      profiles.checkOther();
      Profile profile;
      try (Origin origin = selection.origin(parent.environment())) {
        profile = profiles.of(origin);
      }
      if (profile.isEmpty()) {
        spec.commandLine().getErr().println("recorder: nothing to show: no pod of this selection");
        return Exit.NOTHING;
      }
      write(profile, profiles.other(), page, data);
      try (PageServer server = PageServer.start(port, page, data)) {
        spec.commandLine().getOut().printf("%s%n%s%n", Summary.of(profile), server.url());
        spec.commandLine().getOut().flush();
        server.await();
      }
      return Exit.OK;
    }
  }

  private static void write(Profile profile, Optional<Profile> other, Path page, Path data)
      throws IOException {
    try (OutputStream html = Files.newOutputStream(page);
        OutputStream json = Files.newOutputStream(data)) {
      Html.write(profile, other, html);
      Html.gzip(profile, other, json);
    }
  }
}
