package io.sparkrecorder.bench.history;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The configuration of a history server.
 *
 * @param name in the table
 * @param conf its Spark configuration
 * @param environment environment of its process
 */
record Setting(String name, Map<String, String> conf, Map<String, String> environment) {
  private static final String HISTORY = "spark.history.";
  private static final String INTERVAL = "spark.history.fs.update.interval";
  private static final String DIRECTORY = "spark.history.fs.logDirectory";
  private static final String STORE = "spark.history.store.path";

  /** Spark's default, according to its documentation. */
  private static final String SPARKS_INTERVAL = "10s";

  private static final Pattern SECONDS = Pattern.compile("(\\d+)s?");

  /** Spark's defaults with the same location of the event logs. */
  Setting sparksOwn() {
    Map<String, String> less = new TreeMap<>(conf);
    less.keySet().removeIf(key -> key.startsWith(HISTORY) && !key.equals(DIRECTORY));
    return new Setting("Spark's defaults", less, environment);
  }

  Setting with(String key, String value) {
    Map<String, String> more = new TreeMap<>(conf);
    more.put(key, value);
    return new Setting(name, more, environment);
  }

  Setting lookingEvery(Duration interval) {
    return with(INTERVAL, interval.toSeconds() + "s");
  }

  /** Whether a restarted server still has the data that it has read. */
  boolean keeps() {
    return conf.containsKey(STORE);
  }

  /** The same configuration with the server's store, if any, in a folder of this machine. */
  Setting keepingIn(String folder) {
    return keeps() ? with(STORE, folder) : this;
  }

  /** The time between the end of one scan of the bucket and the beginning of the next. */
  Duration interval() {
    String value = conf.getOrDefault(INTERVAL, SPARKS_INTERVAL);
    var matcher = SECONDS.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalStateException(INTERVAL + " is not in seconds: " + value);
    }
    return Duration.ofSeconds(Long.parseLong(matcher.group(1)));
  }
}
