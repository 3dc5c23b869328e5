package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history server's pages of one application, read by a program and by a person. */
public final class HistoryPages {
  /** Jobs, stages, one that failed, a cached table, SQL, and a name that must be escaped. */
  public static final String JOB =
      """
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.appName("pages <b>&amp;</b>").getOrCreate()
      sc = spark.sparkContext
      print("sum", sc.parallelize(range(1000), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b).values().sum())
      table = spark.range(1000).selectExpr("id % 7 as k", "id").cache()
      table.createOrReplaceTempView("t")
      print(spark.sql("select a.k, sum(b.id) from t a join t b on a.id = b.id group by a.k").collect())
      try:
          sc.parallelize([0], 1).map(lambda x: 1 / x).collect()
      except Exception as e:
          print("failed as it should")
      """;

  private HistoryPages() {}

  /** Ids of the applications that a server lists; none where it does not answer. */
  public static List<String> apps(Web as, URI site) {
    HttpResponse<String> answer = as.get(site.resolve("api/v1/applications"));
    if (answer.statusCode() != 200) {
      return List.of();
    }
    try {
      return JSON.std.listFrom(answer.body()).stream()
          .map(app -> ((Map<?, ?>) app).get("id").toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that can be reached by links, and the REST API. */
  public static void everywhere(Web as, URI site, String app) {
    String pages = "history/" + app + "/";
    String api = "api/v1/applications/" + app + "/";
    Crawl crawl =
        Crawl.of(
            as,
            site,
            List.of(
                "",
                "?showIncomplete=true",
                pages + "jobs/",
                pages + "jobs/job/?id=0",
                pages + "stages/",
                pages + "stages/stage/?id=0&attempt=0",
                pages + "storage/",
                pages + "environment/",
                pages + "executors/",
                pages + "SQL/",
                pages + "SQL/execution/?id=0",
                "api/v1/version",
                "api/v1/applications",
                api + "jobs",
                api + "stages",
                api + "stages/0/0/taskList",
                api + "allexecutors",
                api + "environment",
                api + "storage/rdd",
                api + "sql",
                api + "logs"));
    assertThat(crawl.problems()).isEmpty();
    assertThat(crawl.seen()).hasSizeGreaterThan(40);
  }

  /**
   * Clicks through the pages in Chromium, as a person does.
   *
   * @param name beginning of the pictures' names
   * @param headers headers of every request
   */
  public static void clickThrough(URI site, String app, String name, Map<String, String> headers) {
    Optional<Browser> chromium = Browser.start(headers);
    assumeTrue(chromium.isPresent(), "no Chromium: apt-get install chromium chromium-driver");
    try (Browser browser = chromium.orElseThrow()) {
      browser.open(site);
      browser.screenshot(name + "-list");
      browser.click(app);
      see(browser, site, name, "jobs", "Completed Jobs");
      browser.clickTo("/jobs/job/?id=0");
      see(browser, site, name, "job", "Details for Job 0");
      browser.clickTo("/stages/stage/?id=");
      see(browser, site, name, "stage", "Summary Metrics for");
      browser.click("Stages");
      see(browser, site, name, "stages", "Failed Stages");
      browser.click("Storage");
      see(browser, site, name, "storage", "Storage");
      browser.click("Environment");
      see(browser, site, name, "environment", "Java Version");
      browser.click("Executors");
      see(browser, site, name, "executors", "driver");
      browser.click("SQL / DataFrame");
      see(browser, site, name, "sql", "Queries");
      browser.clickTo("/SQL/execution/?id=");
      see(browser, site, name, "query", "Details for Query");
    }
  }

  private static void see(Browser browser, URI site, String name, String page, String text) {
    eventually(page + " shows " + text).until(() -> browser.text().contains(text));
    browser.screenshot(name + "-" + page);
    assertThat(browser.where().toString()).startsWith(site.toString());
    assertThat(browser.errors()).as(page).isEmpty();
  }
}
