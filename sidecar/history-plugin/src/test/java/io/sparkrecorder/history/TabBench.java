package io.sparkrecorder.history;

import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.testbed.VersityGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the page of an application with 200 pods and a report, for {@code make bench-tab}. Its
 * name keeps it out of the tests. No figure fails the run.
 */
class TabBench {
  private static final int PODS = 200;
  private static final int PAGES = 50;
  private static final double MILLION = 1e6;
  private static final String APP = "spark-1";
  private static final String KEY = "recordings/" + APP;

  @TempDir Path folder;

  @Test
  void page_of_200_pods() throws Exception {
    try (VersityGateway s3 = VersityGateway.start(folder.resolve("s3"));
        FaultProxy network = FaultProxy.before(s3.endpoint());
        Bucket bucket = Bucket.of(s3, "team")) {
      bucket.create();
      write(bucket);
      EventLogs logs = new EventLogs(folder.resolve("logs")).ended(APP);
      try (RealHistoryServer server =
          RealHistoryServer.start(folder.resolve("server"), logs, conf(s3, network), 1)) {
        server.get("/history/" + APP + "/jobs/");
        double first = milliseconds(server);
        network.reset();
        List<Double> times = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
          times.add(milliseconds(server));
        }
        print(first, times, network.requests());
      }
    }
  }

  private static void write(Bucket bucket) {
    Recordings recordings = new Recordings(KEY, APP).driver();
    for (int pod = 1; pod < PODS; pod++) {
      recordings
          .executor("" + pod, "sealed", "", 0)
          .file("executor-" + pod + ".jfr", 5_000_000, "whole", "");
    }
    bucket.write(KEY + "/manifest.json", recordings.json());
    String index =
        "{\"version\":1,\"files\":[{\"name\":\"report.html\",\"key\":\""
            + KEY
            + "/report/report.html\",\"bytes\":3}],\"headline\":\"h\"}";
    bucket.write(KEY + "/report/index.json", index.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> conf(VersityGateway s3, FaultProxy network) {
    Map<String, String> conf = new TreeMap<>();
    conf.put(RecordingsTab.SETTING, "s3a://team/recordings");
    conf.put("spark.hadoop.fs.s3a.endpoint", network.endpoint().toString());
    conf.put("spark.hadoop.fs.s3a.endpoint.region", Bucket.REGION);
    conf.put("spark.hadoop.fs.s3a.path.style.access", "true");
    conf.put("spark.hadoop.fs.s3a.connection.ssl.enabled", "false");
    conf.put("spark.hadoop.fs.s3a.access.key", s3.accessKey());
    conf.put("spark.hadoop.fs.s3a.secret.key", s3.secretKey());
    return conf;
  }

  private static double milliseconds(RealHistoryServer server) {
    long begin = System.nanoTime();
    int status = server.page(APP).statusCode();
    if (status != 200) {
      throw new IllegalStateException("the page answers " + status);
    }
    return (System.nanoTime() - begin) / MILLION;
  }

  private static void print(double first, List<Double> times, List<HttpRequest> requests) {
    Collections.sort(times);
    System.out.printf(
        Locale.ROOT,
        "Spark %s: first page %.0f ms, then median %.0f (%.0f..%.0f) ms of %d pages; per page"
            + " %.2f GET, %.2f HEAD, %.2f other requests%n",
        package$.MODULE$.SPARK_VERSION(),
        first,
        times.get(PAGES / 2),
        times.get(0),
        times.get(PAGES - 1),
        PAGES,
        perPage(requests, "GET"),
        perPage(requests, "HEAD"),
        (double) requests.size() / PAGES - perPage(requests, "GET") - perPage(requests, "HEAD"));
  }

  private static double perPage(List<HttpRequest> requests, String method) {
    return (double) requests.stream().filter(it -> it.method().equals(method)).count() / PAGES;
  }
}
