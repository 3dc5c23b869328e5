package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.model.Run;
import java.time.Duration;

/** Is told how the runner gets on. */
public interface Progress {
  /**
   * Takes a stored run.
   *
   * @param done tries that are done
   * @param total tries that are needed as far as known
   * @param left estimated time until all are done
   */
  void finished(Run run, int done, int total, int failed, Duration left);

  /** Takes another remark for people. */
  void says(String text);
}
