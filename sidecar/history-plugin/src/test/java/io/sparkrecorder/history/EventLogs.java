package io.sparkrecorder.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of event logs, which holds as little as a history server needs to show an application.
 */
final class EventLogs {
  private final Path folder;
  private int files;

  EventLogs(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  /** Adds an application that has ended. */
  EventLogs ended(String app) throws IOException {
    return write("log-" + ++files, app, "", true);
  }

  /** Adds an application that still runs. */
  EventLogs running(String app) throws IOException {
    return write("log-" + ++files + ".inprogress", app, "", false);
  }

  /** Adds an attempt of an application, which has ended. */
  EventLogs attempt(String app, int attempt) throws IOException {
    return write("log-" + ++files, app, ",\"App Attempt ID\":\"%d\"".formatted(attempt), true);
  }

  private EventLogs write(String name, String app, String attempt, boolean ended)
      throws IOException {
    List<String> events = new ArrayList<>();
    events.add("{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.9\"}");
    events.add(
        """
        {"Event":"SparkListenerApplicationStart","App Name":"nightly <b>","App ID":"%s","Timestamp":1700000000000,"User":"alice"%s}\
        """
            .formatted(app, attempt));
    events.add(
        """
        {"Event":"SparkListenerEnvironmentUpdate","JVM Information":{},"Spark Properties":{"spark.app.id":"x","spark.ui.view.acls":"carol"},"Hadoop Properties":{},"System Properties":{},"Metrics Properties":{},"Classpath Entries":{}}\
        """);
    events.add(
        """
        {"Event":"SparkListenerExecutorAdded","Timestamp":1700000001000,"Executor ID":"2","Executor Info":{"Host":"10.0.0.2","Total Cores":1,"Log Urls":{"recording":"%s/history/%s/recordings/?executor=2#executor-2"},"Attributes":{},"Resources":{},"Resource Profile Id":0}}\
        """
            .formatted(Gateway.PREFIX, app));
    if (ended) {
      events.add("{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":1700000060000}");
    }
    Files.writeString(folder.resolve(name), String.join("\n", events) + "\n");
    return this;
  }
}
