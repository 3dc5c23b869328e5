package io.sparkrecorder.history;

import java.io.IOException;

/**
 * Leads to the tab from a page of a stage, which is one folder deeper than the page of executors:
 * both show the same link of an executor, and a relative one serves driver and history server.
 */
final class LinkFromStage implements Responder {
  private static final int FOUND = 302;

  private final String tab;

  /**
   * @param tab name of the tab's folder
   */
  LinkFromStage(String tab) {
    this.tab = tab;
  }

  /** Names the executor again; browsers keep the fragment by themselves. */
  @Override
  public void serve(Exchange call) throws IOException {
    String query =
        ExecutorId.of(call.parameter(ExecutorId.PARAMETER))
            .map(id -> "?" + ExecutorId.PARAMETER + "=" + id)
            .orElse("");
    call.status(FOUND);
    call.header("Location", "../../" + tab + "/" + query);
    call.length(0);
  }
}
