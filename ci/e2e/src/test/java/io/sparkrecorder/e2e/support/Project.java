package io.sparkrecorder.e2e.support;

import io.sparkrecorder.testbed.ProjectFolder;
import java.nio.file.Path;

/** Folders of this project. */
public final class Project {
  private Project() {}

  public static Path root() {
    return ProjectFolder.find().root();
  }

  /** The folder where tests leave files that a person may want to see afterwards. */
  public static Path target() {
    return root().resolve("ci/e2e/target/e2e");
  }
}
