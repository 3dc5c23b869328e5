package io.sparkrecorder.history;

import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;

/** The tab of one application: a page, and the servlet that its links lead to. */
final class RecordingsTab extends SparkUITab {
  private static final String PREFIX = "recordings";
  private static final String DATA = "/" + PREFIX + "/data";

  private final String app;
  private final String data;
  private final Documents documents;

  private RecordingsTab(SparkUI ui, RecordingsRoot root) {
    super(ui, PREFIX);
    this.app = ui.store().applicationInfo().id();
    this.data = ui.basePath() + DATA;
    this.documents = new Documents(ui.conf());
    attachPage(new RecordingsPage(this, ui, new Application(app, root.folder(app), documents)));
  }

  /** Adds the tab to an application's pages, behind the same check of access. */
  static void attach(SparkUI ui, RecordingsRoot root) throws ReflectiveOperationException {
    RecordingsTab tab = new RecordingsTab(ui, root);
    Downloads downloads =
        new Downloads(new Application(tab.app, root.folder(tab.app), tab.documents));
    SparkPages.attachServlet(ui, tab.data, downloads);
    ui.attachTab(tab);
  }

  /** Path of the servlet, below the history server's own address. */
  String data() {
    return data;
  }
}
