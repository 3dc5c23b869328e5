package io.sparkrecorder.history;

import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.status.AppHistoryServerPlugin;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.ui.SparkUI;
import scala.collection.immutable.Seq;

/**
 * Adds the tab "Recordings" to each application that a history server opens. It reads nothing: the
 * page does, when someone asks for it. Meanwhile the file system is loaded.
 */
public final class RecordingsHistory implements AppHistoryServerPlugin {
  @Override
  public Seq<SparkListener> createListeners(SparkConf conf, ElementTrackingStore store) {
    return Scala.empty();
  }

  @Override
  public void setupUI(SparkUI ui) {
    RecordingsTab.attach(ui, () -> ui.store().applicationInfo().id(), true);
  }

  @Override
  public int displayOrder() {
    return Integer.MAX_VALUE;
  }
}
