package io.sparkrecorder.failuremap.report;

import static io.sparkrecorder.failuremap.report.SyntheticRuns.EVEN;
import static io.sparkrecorder.failuremap.report.SyntheticRuns.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.testbed.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page as a person uses it, by mouse, keyboard and screen reader. */
class MapPageInChromiumTest {
  private static final ExperimentSummary EXPERIMENT =
      new ExperimentSummary(
          "join-map", "2026-11-28T05:00:00Z", "kind local, cores 2", "4.1.1", "17.0.12", 42);
  private static final String HOSTILE = "</script><script>window.hacked=1</script>{{data}}";
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final int FIVE_MB = 5_000_000;
  private static final FailureMap SMALL = FailureMap.of(EXPERIMENT, small());

  @TempDir static Path folder;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws IOException {
    Optional<Chromium> started = Chromium.start("failure-map");
    assumeTrue(
        started.isPresent(),
        "Chromium and chromedriver are not installed, so the page was not tested: apt-get install"
            + " chromium chromium-driver");
    chromium = started.get();
    write("small", SMALL);
    write("hostile", FailureMap.of(hostileExperiment(), hostile()));
    write("empty", FailureMap.of(EXPERIMENT, List.of()));
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void no_script_failed_and_nothing_was_requested() {
    assertThat(chromium.errors()).isEmpty();
    assertThat(
            chromium.script("return performance.getEntriesByType('resource').map((it) => it.name)"))
        .isEqualTo(List.of());
    chromium.usualWidth();
  }

  /** One cell of the grid is missing, and one has only runs that do not count. */
  private static List<Run> small() {
    List<Run> runs = new ArrayList<>(SyntheticRuns.small(1));
    String missing = runs.getFirst().name();
    runs.removeIf(run -> run.name().equals(missing));
    String uncounted = runs.getLast().name();
    Cell cell = runs.getLast().cell();
    runs.removeIf(run -> run.name().equals(uncounted));
    runs.add(SyntheticRuns.run(cell, uncounted, 1, Outcome.OTHER_PLAN));
    return runs;
  }

  private static ExperimentSummary hostileExperiment() {
    return new ExperimentSummary(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1);
  }

  private static List<Run> hostile() {
    Cell cell =
        new Cell(
            new Shape(512 * MIB, 384 * MIB, 1, 2),
            64 * MIB,
            MIB,
            Join.SORT_MERGE,
            EVEN,
            false,
            false,
            8);
    return List.of(SyntheticRuns.run(cell, HOSTILE, 1, Outcome.JVM_OOM));
  }

  private static void write(String name, FailureMap map) throws IOException {
    Files.write(folder.resolve(name + ".html"), MapPage.of(map));
  }

  private static void open(String name, String fragment) {
    chromium.open(folder.resolve(name + ".html").toUri(), fragment);
  }

  private static MapCell first(Outcome outcome) {
    return SMALL.cells().stream()
        .filter(cell -> cell.outcome() == outcome)
        .findFirst()
        .orElseThrow();
  }

  private static WebElement tableCell(MapCell cell) {
    return chromium.find("td[data-cell='" + SMALL.cells().indexOf(cell) + "']");
  }

  private static String focused() {
    return (String)
        chromium.script(
            "return document.activeElement.getAttribute('aria-label') || document.activeElement.textContent");
  }

  @Test
  void each_cell_shows_its_class_and_counts_in_text_and_label() {
    open("small", "");

    List<WebElement> shown = chromium.all("td[data-cell]");
    assertThat(shown).hasSameSizeAs(SMALL.cells());
    for (MapCell cell : SMALL.cells()) {
      WebElement element = tableCell(cell);
      assertThat(element.getText())
          .isEqualTo(
              "%s %d/%d",
              OutcomeText.letter(cell.outcome()),
              cell.failures().hits(),
              cell.failures().counted());
      assertThat(element.getDomAttribute("aria-label")).contains(cell.outcome().name());
    }
    assertThat(chromium.all("td.fm-untested"))
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.getDomAttribute("aria-label"))
                    .isEqualTo("no skew, 512 MiB of heap, build side 64 MiB: not tested"));
    assertThat(chromium.all("td.fm-uncounted")).hasSize(1);
  }

  @Test
  void colour_follows_the_probability_of_failure() {
    open("small", "");

    for (MapCell cell : SMALL.cells()) {
      String classes = tableCell(cell).getDomAttribute("class");
      if (cell.failures().counted() > 0 && cell.failures().share() == 0) {
        assertThat(classes).contains("fm-p0");
      } else if (cell.failures().share() == 1) {
        assertThat(classes).contains("fm-p5");
      }
    }
  }

  @Test
  void boundary_stands_before_the_first_cell_at_or_above_it() {
    open("small", "");

    for (SeriesResult series : SMALL.series()) {
      for (long heap : series.heaps()) {
        if (series.boundaryAt(heap) instanceof RowBoundary.At at) {
          MapCell edge =
              series.cells().stream()
                  .filter(cell -> cell.cell().shape().heapBytes() == heap)
                  .filter(cell -> cell.cell().buildBytes() >= at.bytes())
                  .findFirst()
                  .orElseThrow();
          assertThat(tableCell(edge).getDomAttribute("class")).contains("fm-edge");
        }
      }
    }
  }

  @Test
  void click_opens_the_runs_with_executor_exit_recording_and_command() {
    open("small", "");
    MapCell cell = first(Outcome.JVM_OOM);
    chromium.script("arguments[0].scrollIntoView({block: 'center'})", tableCell(cell));

    tableCell(cell).click();

    assertThat(chromium.text("dialog"))
        .contains(
            cell.name(),
            "exit code 52: Command exited with code 52",
            "s3://bucket/recordings/" + cell.name() + "/executor-1.jfr salvaged",
            "recorder get app-20261128050000-0001 --executor 1",
            "java.lang.OutOfMemoryError: Java heap space");
    assertThat(chromium.fragment()).isEqualTo("cell=" + cell.name());

    chromium.click("Close");
    assertThat(chromium.fragment()).isEmpty();
    assertThat(chromium.find("dialog").isDisplayed()).isFalse();
  }

  @Test
  void keyboard_moves_in_the_grid_and_opens_and_closes_the_runs() {
    open("small", "");
    chromium.script("document.querySelector('.fm-grid td[tabindex=\"0\"]').focus()");
    assertThat(focused()).startsWith("no skew, 512 MiB of heap, build side 128 MiB");

    chromium.press(Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
    assertThat(focused()).startsWith("no skew, 1 GiB of heap, build side 256 MiB");
    chromium.press(Keys.END);
    assertThat(focused()).startsWith("no skew, 1 GiB of heap, build side 4 GiB");
    chromium.pressWith(Keys.CONTROL, Keys.HOME);
    assertThat(focused()).startsWith("no skew, 512 MiB of heap, build side 64 MiB: not tested");
    chromium.press(Keys.ENTER);
    assertThat(chromium.find("dialog").isDisplayed()).isFalse();
    chromium.press(Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_DOWN);
    String here = focused();

    chromium.press(Keys.ENTER);
    assertThat(chromium.find("dialog").isDisplayed()).isTrue();
    chromium.press(Keys.ESCAPE);
    assertThat(chromium.find("dialog").isDisplayed()).isFalse();
    assertThat(focused()).isEqualTo(here);
    assertThat(chromium.all(".fm-grid:first-of-type td[tabindex='0']")).hasSize(3);
  }

  @Test
  void fragment_keeps_the_state_over_a_reload_and_back() {
    MapCell cell = first(Outcome.TASK_OOM);
    open("small", "cell=" + cell.name() + "&theme=dark&table=1");

    assertThat(chromium.find("dialog").isDisplayed()).isTrue();
    chromium.reload();
    assertThat(chromium.text("dialog")).contains(cell.name());
    chromium.click("Close");
    assertThat(chromium.find("#failure-map").getDomAttribute("class")).contains("dark");
    assertThat(chromium.all("details tbody tr")).hasSameSizeAs(SMALL.cells());
    chromium.choose("Row of the map", "Sort-merge join, hot key 50 %, 1 GiB of heap");
    assertThat(chromium.fragment()).contains("row=sort-merge");
    chromium.reload();
    assertThat(chromium.labelled("Row of the map").getDomProperty("value"))
        .startsWith("sort-merge/hot key 50 %/");
    chromium.script("document.querySelectorAll('td[data-cell]')[3].click()");
    assertThat(chromium.find("dialog").isDisplayed()).isTrue();
    chromium.back();
    assertThat(chromium.find("dialog").isDisplayed()).isFalse();
  }

  @Test
  void tables_hold_the_figures_of_the_charts() {
    open("small", "");

    chromium.choose("Row of the map", "Sort-merge join, no skew, 512 MiB of heap");
    assertThat(chromium.text("section[aria-labelledby='fm-cliff'] table"))
        .contains("OK_SPILL", "JVM_OOM", "Heap peak");
    chromium.choose("Work", "no skew, build side 128 MiB");
    long front =
        SMALL.successes().stream()
            .filter(it -> it.work().equals("no skew") && it.buildBytes() == 128 * MIB)
            .filter(Success::onFront)
            .count();
    assertThat(chromium.all("section[aria-labelledby='fm-cost'] tbody tr td:last-child"))
        .filteredOn(it -> it.getText().equals("yes"))
        .hasSize((int) front);
  }

  @Test
  void findings_stand_in_the_html_itself() {
    open("small", "");

    assertThat(chromium.all(".fm-findings li"))
        .extracting(WebElement::getText)
        .isEqualTo(SMALL.findings().stream().map(FindingText::of).toList());
  }

  @Test
  void markup_in_names_is_text() {
    open("hostile", "");
    chromium.script("document.querySelector('td[data-cell]').click()");

    assertThat(chromium.script("return window.hacked")).isNull();
    assertThat(chromium.text("h1")).contains(HOSTILE);
    assertThat(chromium.text("dialog")).contains(HOSTILE);
  }

  @Test
  void experiment_without_runs_says_so() {
    open("empty", "");

    assertThat(chromium.text()).contains("0 cells with 0 runs", "There is no run yet.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axe_finds_nothing(String theme) {
    open("small", "theme=" + theme + "&table=1");
    assertThat(chromium.violations()).isEmpty();
    chromium.screenshot(PICTURES.resolve(theme + ".png"));
    chromium.script("document.getElementById('fm-map').scrollIntoView()");
    chromium.screenshot(PICTURES.resolve(theme + "-map.png"));
    chromium.script("document.getElementById('fm-cliff').scrollIntoView()");
    chromium.screenshot(PICTURES.resolve(theme + "-cliff.png"));
    chromium.script("document.getElementById('fm-cost').scrollIntoView()");
    chromium.screenshot(PICTURES.resolve(theme + "-cost.png"));

    open("small", "theme=" + theme + "&cell=" + first(Outcome.JVM_OOM).name());
    assertThat(chromium.violations()).isEmpty();
    chromium.screenshot(PICTURES.resolve(theme + "-cell.png"));
  }

  @Test
  void system_preference_for_dark_is_followed() {
    chromium.prefer("dark");
    try {
      open("small", "");
      assertThat(
              chromium.script(
                  "return getComputedStyle(document.getElementById('failure-map')).backgroundColor"))
          .isEqualTo("rgb(20, 23, 28)");
    } finally {
      chromium.prefer("light");
    }
  }

  @Test
  void page_needs_no_sideways_scrolling_at_400_percent() {
    chromium.width(320);
    open("small", "");
    assertNoSidewaysScrolling();
    chromium.script("document.getElementById('fm-map').scrollIntoView()");
    chromium.screenshot(PICTURES.resolve("narrow-map.png"));
    open("small", "cell=" + first(Outcome.JVM_OOM).name());
    assertNoSidewaysScrolling();
    chromium.screenshot(PICTURES.resolve("narrow-cell.png"));
  }

  private static void assertNoSidewaysScrolling() {
    assertThat(
            chromium.script(
                "const page = document.documentElement; return page.scrollWidth - page.clientWidth"))
        .isEqualTo(0L);
  }

  @Test
  void two_thousand_cells_fit_five_megabytes() throws IOException {
    FailureMap large = FailureMap.of(EXPERIMENT, SyntheticRuns.large());
    byte[] page = MapPage.of(large);
    Files.write(folder.resolve("large.html"), page);

    open("large", "");

    assertThat(large.cells()).hasSizeGreaterThanOrEqualTo(2000);
    assertThat(chromium.all("td[data-cell]")).hasSameSizeAs(large.cells());
    assertThat(page.length).isLessThan(FIVE_MB);
    System.out.printf(
        "%d cells: %d runs, %d KB, drawn %s ms after the navigation began%n",
        large.cells().size(),
        large.runs().size(),
        page.length / 1000,
        chromium.script(
            "return Math.round(performance.getEntriesByName('fm-drawn')[0].startTime)"));
  }
}
