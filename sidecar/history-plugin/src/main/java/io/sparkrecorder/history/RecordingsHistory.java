package io.sparkrecorder.history;

import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.status.AppHistoryServerPlugin;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.ui.SparkUI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;

/**
 * Adds the tab "Recordings" to each application that a history server opens. It reads nothing: the
 * page does, when someone asks for it.
 */
public final class RecordingsHistory implements AppHistoryServerPlugin {
  /** Folder of all recordings, such as {@code s3a://bucket/prefix/recordings}; no tab if unset. */
  public static final String SETTING = "spark.recorder.recordings";

  private static final Logger LOG = LoggerFactory.getLogger(RecordingsHistory.class);

  @Override
  public Seq<SparkListener> createListeners(SparkConf conf, ElementTrackingStore store) {
    return Scala.empty();
  }

  /** Registers the tab. A problem costs the tab, and never the application's other pages. */
  @Override
  public void setupUI(SparkUI ui) {
    try {
      String folder = ui.conf().get(SETTING, "").trim();
      if (!folder.isEmpty()) {
        RecordingsTab.attach(ui, RecordingsRoot.of(folder));
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("There is no tab of recordings: {}", e.getMessage());
    } catch (RuntimeException | ReflectiveOperationException | LinkageError e) {
      LOG.warn("There is no tab of recordings, because this Spark differs from 3.5 to 4.3", e);
    }
  }

  @Override
  public int displayOrder() {
    return Integer.MAX_VALUE;
  }
}
