package io.sparkrecorder.history;

import java.util.function.Supplier;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tab of one application: a page, and the servlet that its links lead to. */
final class RecordingsTab extends SparkUITab {
  /** Folder of all recordings, such as {@code s3a://bucket/prefix/recordings}; no tab if unset. */
  static final String SETTING = "spark.recorder.recordings";

  private static final Logger LOG = LoggerFactory.getLogger(RecordingsTab.class);
  private static final String PREFIX = "recordings";
  private static final String DATA = "/" + PREFIX + "/data";
  private static final String STAGES = "/stages/" + PREFIX;

  private final String app;
  private final String data;
  private final Documents documents;

  private RecordingsTab(SparkUI ui, String app, RecordingsRoot root) {
    super(ui, PREFIX);
    this.app = app;
    this.data = ui.basePath() + DATA;
    this.documents = new Documents(ui.conf());
    attachPage(new RecordingsPage(this, ui, new Application(app, root.folder(app), documents)));
  }

  /**
   * Adds the tab to an application's pages, behind the same check of access. A problem costs the
   * tab, and never the application's other pages or its job.
   *
   * @param isPrepared whether the file system is loaded now, in the background
   */
  static void attach(SparkUI ui, Supplier<String> app, boolean isPrepared) {
    try {
      String folder = ui.conf().get(SETTING, "").trim();
      if (!folder.isEmpty()) {
        attach(ui, app.get(), RecordingsRoot.of(folder), isPrepared);
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("There is no tab of recordings: {}", e.getMessage());
    } catch (RuntimeException | ReflectiveOperationException | LinkageError e) {
      LOG.warn("There is no tab of recordings, because this Spark differs from 3.5 to 4.3", e);
    }
  }

  private static void attach(SparkUI ui, String app, RecordingsRoot root, boolean isPrepared)
      throws ReflectiveOperationException {
    RecordingsTab tab = new RecordingsTab(ui, app, root);
    Downloads downloads =
        new Downloads(new Application(tab.app, root.folder(tab.app), tab.documents));
    SparkPages.attachServlet(ui, tab.data, downloads);
    SparkPages.attachServlet(ui, ui.basePath() + STAGES, new LinkFromStage(PREFIX));
    ui.attachTab(tab);
    if (isPrepared) {
      root.folder(tab.app).ifPresent(folder -> tab.documents.prepare(folder.manifest()));
    }
  }

  /** Path of the servlet, below the server's own address. */
  String data() {
    return data;
  }
}
