package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.ProfileBuilder;
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
      "  recorder open out --port 8099      a folder that `recorder get` made"
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
      Profile profile = make(page, data, scratch.path());
      if (profile.isEmpty()) {
        spec.commandLine().getErr().println("recorder: nothing to show: no pod of this selection");
        return Exit.NOTHING;
      }
      try (PageServer server = PageServer.start(port, page, data)) {
        spec.commandLine().getOut().printf("%s%n%s%n", Summary.of(profile), server.url());
        spec.commandLine().getOut().flush();
        server.await();
      }
      return profile.unread() > 0 ? Exit.PARTLY : Exit.OK;
    }
  }

  private Profile make(Path page, Path data, Path scratch) throws IOException {
    try (Origin origin = selection.origin(parent.environment());
        TerminalProgress progress =
            new TerminalProgress(spec.commandLine().getErr(), TerminalProgress.isTerminal())) {
      Profile profile = new ProfileBuilder(origin, selection.request(), scratch, progress).build();
      try (OutputStream html = Files.newOutputStream(page);
          OutputStream json = Files.newOutputStream(data)) {
        Html.write(profile, Optional.empty(), html);
        Html.gzip(profile, Optional.empty(), json);
      }
      return profile;
    }
  }
}
