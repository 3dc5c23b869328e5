package io.sparkrecorder.bench.report.peer;

import java.io.File;
import java.io.IOException;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.jdk.JdkFilters;
import org.openjdk.jmc.flightrecorder.stacktrace.tree.Node;
import org.openjdk.jmc.flightrecorder.stacktrace.tree.StacktraceTreeModel;

/**
 * Makes the tree of stacks of the execution samples of each recording, with JDK Mission Control.
 */
public final class MissionControl {
  private MissionControl() {}

  /** Takes the recordings; prints the number of samples in all trees. */
  public static void main(String[] args) throws IOException, CouldNotLoadRecordingException {
    double samples = 0;
    for (String file : args) {
      IItemCollection items =
          JfrLoaderToolkit.loadEvents(new File(file)).apply(JdkFilters.EXECUTION_SAMPLE);
      for (Node outermost : new StacktraceTreeModel(items).getRoot().getChildren()) {
        samples += outermost.getCumulativeWeight();
      }
    }
    System.out.printf("samples %d%n", (long) samples);
  }
}
