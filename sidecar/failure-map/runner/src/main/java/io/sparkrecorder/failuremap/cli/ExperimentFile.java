package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.ExperimentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The argument that names an experiment. */
final class ExperimentFile {
  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "YAML file with the factors; keys that it leaves out have a default.")
  private Path file;

  Experiment read() {
    try {
      return ExperimentReader.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new WrongUse("%s does not exist: name the YAML file of an experiment".formatted(file));
    } catch (IOException e) {
      throw new WrongUse(
          "%s is not readable as UTF-8 text (%s): name the YAML file of an experiment"
              .formatted(file, e));
    }
  }
}
