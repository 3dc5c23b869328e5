package io.sparkrecorder.armada.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** The settings of Spark as a map of Java. */
public final class SparkSettings {

  private SparkSettings() {}

  /** All settings of this configuration. */
  public static Map<String, String> of(SparkConf conf) {
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> entry : conf.getAll()) {
      settings.put(entry._1(), entry._2());
    }
    return settings;
  }
}
