package io.sparkrecorder.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sparkrecorder.report.page.ProfileDocument.Row;
import io.sparkrecorder.testbed.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The page as a person uses it: every sum is compared with the document that the page was made
 * from.
 */
class ReportPageInChromiumTest {
  private static final String GUESS = "com.acme.prices.DateFormats.guess";

  @TempDir static Path folder;
  private static Chromium chromium;
  private static final ProfileDocument SMALL = SampleProfiles.small();

  @BeforeAll
  static void start() {
    Optional<Chromium> started = Chromium.start("spark-recorder");
    assumeTrue(
        started.isPresent(),
        "Chromium and chromedriver are not installed, so the page was not tested: apt-get install"
            + " chromium chromium-driver");
    chromium = started.get();
    write("small", SMALL);
    write("hostile", SampleProfiles.hostile());
    write("compared", SampleProfiles.compared());
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void no_script_failed_and_nothing_was_missing() {
    assertThat(chromium.errors()).isEmpty();
    chromium.usualWidth();
  }

  private static URI write(String name, ProfileDocument document) {
    try {
      return Files.writeString(
              folder.resolve(name + ".html"), ReportPage.selfContained(document.gzipped()))
          .toUri();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void open(String name, String fragment) {
    chromium.open(folder.resolve(name + ".html").toUri(), fragment);
  }

  private static Predicate<Row> cpu() {
    return row -> row.kind() == SampleProfiles.CPU;
  }

  private static void assertSum(String unit, Predicate<Row> filter) {
    long expected = SMALL.sum(filter);
    assertThat(number("app.view.side.sum")).isEqualTo(expected);
    if (unit.equals("samples")) {
      assertThat(chromium.text(".sr-summary-text"))
          .contains(String.format(Locale.ROOT, ": %,d samples", expected));
    }
  }

  @Test
  void each_filter_shows_the_sum_of_its_samples() {
    open("small", "");
    assertSum("samples", cpu());
    chromium.choose("Pod", "Executor 3");
    assertSum("samples", cpu().and(row -> row.pod() == 3));
    chromium.choose("Stage", "stage 0: scan and parse prices at Prices.scala:41");
    assertSum("samples", cpu().and(row -> row.pod() == 3 && row.stage() == 0));
    chromium.click("Clear filters");
    chromium.choose("SQL query", "4: SELECT * FROM prices JOIN instruments USING (isin)");
    assertSum("samples", cpu().and(row -> Set.of(0, 1, 3).contains(row.stage())));
    chromium.click("Clear filters");
    chromium.choose("Threads", "driver");
    assertSum("samples", cpu().and(row -> row.thread() == 2));
    chromium.click("Clear filters");
    assertSum("samples", cpu());
  }

  @Test
  void each_kind_shows_its_own_samples_and_says_if_there_are_none() {
    open("small", "");
    chromium.script("document.querySelector('input[value=native]').click()");
    assertSum("samples", row -> row.kind() == SampleProfiles.NATIVE);
    chromium.script("document.querySelector('input[value=alloc]').click()");
    assertSum("bytes", row -> row.kind() == SampleProfiles.ALLOC);
    chromium.script("document.querySelector('input[value=lock]').click()");
    assertSum("nanoseconds", row -> row.kind() == 3);
    assertThat(chromium.text(".sr-note-line")).contains("No thread waited longer than 20 ms");
  }

  @Test
  void samples_that_fit_several_stages_are_shown_as_shared() {
    open("small", "");
    chromium.choose("Stage", "shared by stages 0 and 1");
    assertSum("samples", cpu().and(row -> row.stage() == 3));
    chromium.choose("Stage", "stage 1: join with instruments at Prices.scala:57");
    assertSum("samples", cpu().and(row -> row.stage() == 1));
    long shared = SMALL.sum(cpu().and(row -> row.stage() == 3));
    chromium.click("with " + shared + " samples that this stage shares with others");
    assertSum("samples", cpu().and(row -> row.stage() == 1 || row.stage() == 3));
    chromium.choose("Stage", "outside of any stage");
    assertSum("samples", cpu().and(row -> row.stage() == -1));
  }

  @Test
  void last_ten_seconds_of_a_killed_executor_are_one_click() {
    open("small", "");
    chromium.click("Last ten seconds: Executor 2");
    assertSum(
        "samples", cpu().and(row -> row.pod() == 2 && row.bucket() >= 143 && row.bucket() < 148));
    assertThat(chromium.text(".sr-summary-text")).contains("Executor 2", "4:46 to 4:56");
    assertThat(chromium.script("return document.activeElement.id")).isEqualTo("sr-flame");
  }

  @Test
  void drag_over_the_strip_selects_its_time_range() {
    open("small", "");
    WebElement strip = chromium.find(".sr-strip");
    int gutter = (int) number("app.strip.gutter");
    int width = (int) number("app.strip.width");
    chromium.drag(strip, gutter + (width - gutter) / 4, gutter + (width - gutter) / 2, 30);
    long from = number("app.filter.from");
    long to = number("app.filter.to");
    assertThat(from).isCloseTo(45, within(1L));
    assertThat(to).isCloseTo(90, within(1L));
    assertSum("samples", cpu().and(row -> row.bucket() >= from && row.bucket() < to));
    chromium.clickAt(strip, gutter + 200, 18 + 9);
    assertSum(
        "samples", cpu().and(row -> row.pod() == 3 && row.bucket() >= from && row.bucket() < to));
    chromium.click("Whole run");
    assertSum("samples", cpu().and(row -> row.pod() == 3));
  }

  @Test
  void top_table_and_sandwich_hold_the_sums_of_a_frame() {
    open("small", "");
    String frame = "java.util.regex.Pattern$GroupTail.match";
    long samples = SMALL.sumBelow(frame, cpu());
    WebElement row =
        chromium.all(".sr-top tbody tr").stream()
            .filter(it -> it.getText().startsWith(frame))
            .findFirst()
            .orElseThrow();
    assertThat(row.getText())
        .contains(String.format(Locale.ROOT, "%.1f %%", 100.0 * samples / SMALL.sum(cpu())));
    open("small", "frame=" + GUESS);
    long below = SMALL.sumBelow(GUESS, cpu());
    assertThat(number("app.sandwichViews.callers.side.total[0]")).isEqualTo(below);
    assertThat(number("app.sandwichViews.callees.side.total[0]")).isEqualTo(below);
    assertThat(chromium.text(".sr-sandwich h3")).contains(GUESS);
  }

  @Test
  void click_on_a_frame_opens_its_sandwich_from_the_top_table() {
    open("small", "");
    chromium.click("net.jpountz.lz4.LZ4BlockOutputStream.flushBufferedData");
    assertThat(chromium.text(".sr-sandwich h3")).contains("LZ4BlockOutputStream.flushBufferedData");
    chromium.click("Close");
    assertThat(chromium.find(".sr-sandwich").isDisplayed()).isFalse();
  }

  @Test
  void comparison_shows_sign_and_points_of_both_shares() {
    open("small", "");
    chromium.click("Compare with the other executors: Executor 3");
    Predicate<Row> own = cpu().and(row -> row.pod() == 3);
    Predicate<Row> others = cpu().and(row -> row.pod() == 1 || row.pod() == 2);
    double delta =
        (double) SMALL.sumBelow(GUESS, own) / SMALL.sum(own)
            - (double) SMALL.sumBelow(GUESS, others) / SMALL.sum(others);
    chromium.labelled("Search").sendKeys("DateFormats.guess$");
    assertThat(chromium.text(".sr-top tbody tr")).endsWith(points(delta));
    assertThat(chromium.text(".sr-legend")).contains("+ more here", "− less here");
    assertThat(delta).isPositive();
  }

  private static String points(double delta) {
    return (delta > 0 ? "+" : "−") + String.format(Locale.ROOT, "%.1f", Math.abs(100 * delta));
  }

  @Test
  void other_application_is_compared_by_its_own_samples() {
    open("compared", "diff=compare");
    chromium.labelled("Search").sendKeys("DateFormats.guess$");
    double share = (double) SMALL.sumBelow(GUESS, cpu()) / SMALL.sum(cpu());
    assertThat(chromium.text(".sr-top tbody tr")).endsWith(points(share));
    assertThat(chromium.text(".sr-summary-text"))
        .contains("compared with 855 samples of application_earlier");
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.Price.parse, own, Price.parse",
    "org.apache.spark.scheduler.Task.run, spark, Task.run",
    "py4j.Gateway.invoke, library, Gateway.invoke",
    "com.acme.so.Loader.load, own, Loader.load",
    "libjvm.so.CompileBroker::compiler_thread_loop, other, CompileBroker::compiler_thread_loop",
    "libc.so.6.__clone, other, __clone",
    "ld-linux-x86-64.so.2.__tls_get_addr, other, __tls_get_addr",
    "/usr/lib/x86_64-linux-gnu/libc.so.6, other, libc.so.6",
  })
  void frames_have_the_colour_of_their_origin_and_a_short_name(
      String frame, String family, String shortName) {
    open("small", "");

    assertThat(chromium.script("return sparkRecorderReport.frameFamily('" + frame + "')"))
        .isEqualTo(family);
    assertThat(chromium.script("return sparkRecorderReport.format.shortName('" + frame + "')"))
        .isEqualTo(shortName);
  }

  @Test
  void search_filters_the_table_and_an_incomplete_expression_is_explained() {
    open("small", "");
    WebElement search = chromium.labelled("Search");
    search.sendKeys("regex\\.(Matcher|Pattern)");
    assertThat(chromium.all(".sr-top tbody tr"))
        .hasSize(3)
        .allMatch(row -> row.getText().contains("java.util.regex."));
    long matched = SMALL.sumBelow("java.util.regex.Matcher.matches", cpu());
    assertThat(chromium.text(".sr-found")).startsWith(matched + " samples");
    search.sendKeys("(");
    assertThat(chromium.text(".sr-found")).startsWith("Not a regular expression");
    assertThat(search.getDomAttribute("aria-invalid")).isEqualTo("true");
  }

  @Test
  void fragment_restores_the_whole_state() {
    open("small", "");
    chromium.choose("Pod", "Executor 2");
    chromium.choose("Stage", "stage 1: join with instruments at Prices.scala:57");
    chromium.choose("Direction", "root at the bottom (flame)");
    chromium.labelled("Search").sendKeys("spill");
    chromium.click("With callees");
    chromium.clickAt(chromium.find(".sr-flame"), 300, (int) number("app.flame.y(5)") + 9);
    String summary = chromium.text(".sr-summary-text");
    Object state = app("JSON.stringify(app.state)");
    assertThat(state.toString())
        .contains("\"zoom\":\"", "\"sort\":\"total\"")
        .doesNotContain("\"zoom\":\"\"");
    String fragment = chromium.fragment();
    chromium.reload();
    assertThat(app("JSON.stringify(app.state)")).isEqualTo(state);
    open("small", fragment);
    assertThat(chromium.text(".sr-summary-text")).isEqualTo(summary);
    assertThat(chromium.labelled("Search").getDomProperty("value")).isEqualTo("spill");
    assertThat(number("app.flame.root")).isPositive();
  }

  @Test
  void back_takes_a_zoom_back() {
    open("small", "");
    chromium.clickAt(chromium.find(".sr-flame"), 300, 5 * 18 + 9);
    assertThat(number("app.flame.root")).isPositive();
    chromium.back();
    assertThat(number("app.flame.root")).isZero();
  }

  @Test
  void fragment_with_unknown_values_shows_everything() {
    open(
        "small",
        "kind=x&pods=gone&stage=99.0&query=77&from=abc&to=-5x&zoom=999999&frame=gone&threads=none");
    assertSum("samples", cpu());
  }

  @Test
  void tab_reaches_every_control() {
    open("small", "frame=" + GUESS);
    chromium.script(
        "document.querySelectorAll('details').forEach((it) => (it.open = true));"
            + " document.body.focus()");
    String key = "(e) => [...document.querySelectorAll('*')].indexOf(e)";
    Set<Object> reached = new TreeSet<>();
    for (int i = 0; i < 200; i++) {
      chromium.press(Keys.TAB);
      reached.add(chromium.script("return (" + key + ")(document.activeElement)"));
    }
    @SuppressWarnings("unchecked")
    List<Object> controls =
        (List<Object>)
            chromium.script(
                """
                const all = document.querySelectorAll('a, button, input, select, summary, canvas, [tabindex="0"]');
                return [...all].filter((e) => !e.disabled && e.checkVisibility() && !e.matches('.sr-strip') &&
                  (e.type !== 'radio' || e.checked)).map(%s)
                """
                    .formatted(key));
    assertThat(controls).hasSizeGreaterThan(40);
    assertThat(reached).containsAll(controls);
  }

  @Test
  void keyboard_alone_selects_pods_times_and_frames() {
    open("small", "");
    chromium.tabTo("Show Executor 3");
    chromium.press(Keys.SPACE);
    assertSum("samples", cpu().and(row -> row.pod() == 3));
    chromium.tabTo("To");
    chromium.press(Keys.HOME);
    chromium.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    long to = number("app.filter.to");
    assertThat(to).isEqualTo(3);
    chromium.tabTo("Clear filters");
    chromium.press(Keys.ENTER);
    chromium.script("document.querySelector('.sr-flame').focus()");
    chromium.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
    assertThat(chromium.text(".sr-status"))
        .startsWith("java.util.concurrent.ThreadPoolExecutor$Worker.run:");
    chromium.press(Keys.ENTER);
    assertThat(number("app.flame.root")).isPositive();
    chromium.press(Keys.ESCAPE);
    assertThat(number("app.flame.root")).isZero();
    chromium.press("s");
    assertThat(chromium.text(".sr-sandwich h3")).contains("Callers and callees of");
  }

  @Test
  void treegrid_opens_closes_and_moves_by_arrow_keys() {
    open("small", "");
    chromium.tabTo("The same as a tree, by keyboard and screen reader");
    chromium.press(Keys.ENTER);
    chromium.press(Keys.TAB, Keys.TAB);
    assertThat(focusedRow()).containsEntry("level", "1").containsEntry("expanded", "true");
    chromium.press(Keys.ARROW_RIGHT);
    assertThat(focusedRow()).containsEntry("level", "2").containsEntry("expanded", "false");
    chromium.press(Keys.ARROW_RIGHT);
    assertThat(focusedRow()).containsEntry("level", "2").containsEntry("expanded", "true");
    chromium.press(Keys.ARROW_DOWN);
    assertThat(focusedRow()).containsEntry("level", "3");
    assertThat(chromium.script("return document.activeElement.textContent").toString())
        .contains("java.util.concurrent.ThreadPoolExecutor$Worker.run");
    chromium.press(Keys.ARROW_LEFT);
    assertThat(focusedRow()).containsEntry("level", "2");
    chromium.press(Keys.ARROW_LEFT);
    assertThat(focusedRow()).containsEntry("expanded", "false");
    chromium.press(Keys.ENTER);
    assertThat(number("app.flame.root")).isPositive();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> focusedRow() {
    return (Map<String, String>)
        chromium.script(
            "const e = document.activeElement;return {level: e.getAttribute('aria-level'),"
                + " expanded: e.getAttribute('aria-expanded')}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axe_finds_no_violation(String scheme) {
    chromium.prefer(scheme);
    for (String fragment :
        List.of(
            "",
            "frame=" + GUESS + "&search=guess",
            "pods=prices-exec-3&diff=others",
            "kind=lock")) {
      open("small", fragment);
      chromium.script("document.querySelectorAll('details').forEach((it) => (it.open = true))");
      chromium.screenshot(
          Path.of("target/screenshots", scheme + fragment.replaceAll("[^a-z0-9]+", "-") + ".png"));
      assertThat(chromium.violations()).as(scheme + " #" + fragment).isEmpty();
    }
    chromium.prefer("light");
    open("small", "theme=" + scheme);
    assertThat(chromium.violations()).as("theme=" + scheme).isEmpty();
  }

  @Test
  void page_fits_320_pixels_as_at_400_percent_zoom() {
    chromium.width(320);
    for (String page : List.of("small", "hostile")) {
      open(page, "");
      assertThat(
              chromium.script(
                  "const page = document.documentElement; return page.scrollWidth -"
                      + " page.clientWidth"))
          .as(page)
          .isEqualTo(0L);
      assertThat(chromium.violations()).as(page).isEmpty();
    }
  }

  @Test
  void hostile_names_are_shown_as_text() {
    open("hostile", "");
    chromium.script("document.querySelectorAll('details').forEach((it) => (it.open = true))");
    chromium.click("Open the hottest path");
    assertThat(chromium.script("return window.hacked")).isNull();
    assertThat(
            chromium.script(
                "return document.querySelectorAll('#spark-recorder img, #spark-recorder"
                    + " script').length"))
        .isEqualTo(0L);
    assertThat(chromium.text()).contains("<script>window.hacked=1</script>", "\\u202egnp.exe");
    assertThat(chromium.text()).doesNotContain("\u202e");
    assertThat(chromium.violations()).isEmpty();
  }

  @Test
  void unreadable_data_are_explained_in_words() {
    URI broken = write("broken", new ProfileDocument().with("version", 99));
    chromium.open(broken, "");
    assertThat(chromium.text("[role=alert]")).contains("This report cannot be shown", "version 99");
    assertThat(chromium.errors()).hasSize(1);
  }

  @Test
  void external_page_obeys_a_strict_policy_below_a_proxied_prefix() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Map<String, byte[]> files =
        Map.of(
            "/proxy/app/",
                ReportPage.external()
                    .replace("data-src", "data-files=\"files/\" data-src")
                    .getBytes(StandardCharsets.UTF_8),
            "/proxy/app/page.js", ReportPage.script().getBytes(StandardCharsets.UTF_8),
            "/proxy/app/page.css", ReportPage.stylesheet().getBytes(StandardCharsets.UTF_8),
            "/proxy/app/profile.json.gz", SMALL.gzipped());
    server.createContext("/", exchange -> answer(exchange, files));
    server.start();
    try {
      URI page =
          URI.create(
              "http://localhost:" + server.getAddress().getPort() + "/proxy/app/?executor=3");
      chromium.open(page, "");
      assertSum("samples", cpu().and(row -> row.pod() == 3));
      assertThat(chromium.find("#sr-files ~ .sr-scroll a").getDomProperty("href"))
          .endsWith("/proxy/app/files/analytics/recordings/prices-exec-3/0001.jfr");
      assertThat(chromium.find(".sr-bar").getCssValue("background-image")).contains("gradient");
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, Map<String, byte[]> files) throws IOException {
    try (exchange) {
      byte[] body = files.get(exchange.getRequestURI().getPath());
      exchange
          .getResponseHeaders()
          .set(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                  + " data:");
      if (body == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String path = exchange.getRequestURI().getPath();
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              path.endsWith(".js")
                  ? "text/javascript"
                  : path.endsWith(".css")
                      ? "text/css"
                      : path.endsWith(".gz") ? "application/gzip" : "text/html");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void large_page_draws_a_bounded_number_of_frames_and_rows() {
    ProfileDocument large = SampleProfiles.large();
    chromium.open(write("large", large), "");
    assertThat(number("app.view.side.sum")).isEqualTo(large.sum(cpu()));
    assertThat(number("app.flame.frames.length")).isBetween(1_000L, 50_000L);
    assertThat(number("document.querySelectorAll('#spark-recorder *').length")).isLessThan(3_000);
    String filter =
        "((i) => { const begin = performance.now(); app.set({ pods: [`large-exec-${i}`] }); return"
            + " performance.now() - begin; })";
    Object times =
        app(
            "[...Array(9).keys()].map((i) => Math.round("
                + filter
                + "(i + 1))).sort((a, b) => a - b).join(' ')");
    Object load =
        app(
            "Math.round(app.timings.load) + ' ms, first paint at ' +"
                + " Math.round(performance.getEntriesByType('paint')[0].startTime) + ' ms'");
    System.out.println(
        "page of 200 executors and 150,000 nodes: a filter takes (ms) "
            + times
            + "; load takes "
            + load);
    assertThat(number("app.view.side.sum")).isEqualTo(large.sum(cpu().and(row -> row.pod() == 9)));
  }

  @Test
  void notes_and_states_of_files_are_shown() {
    open("small", "");
    String files = chromium.all("section").getLast().getText();
    assertThat(files)
        .contains(
            "salvaged",
            "Cut after the last whole chunk",
            "jfr summary",
            "s3://recordings/analytics/recordings/prices-exec-2/0001.jfr");
    assertThat(
            chromium.all("tbody tr th").stream()
                .map(WebElement::getText)
                .collect(Collectors.joining(" ")))
        .contains("Executor 2");
  }

  /** Evaluates an expression in which {@code app} is the page. */
  private static Object app(String expression) {
    return chromium.script("const app = sparkRecorderReport.app; return " + expression);
  }

  private static long number(String expression) {
    return Math.round(((Number) app(expression)).doubleValue());
  }
}
