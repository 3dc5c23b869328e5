package io.sparkrecorder.failuremap.results;

import io.sparkrecorder.failuremap.model.Run;
import java.io.IOException;

/** The place where finished runs are stored, and where a later command finds them. */
public interface RunStore {
  /** Stores a finished run: the document is there as a whole, or not at all. */
  void add(Run run) throws IOException;

  /** Reads the runs in the order of cell and try. */
  ResultsFolder.Runs runs() throws IOException;
}
