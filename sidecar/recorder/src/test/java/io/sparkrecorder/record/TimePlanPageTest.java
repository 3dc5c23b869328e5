package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares the table of deadlines on the architecture page with the plan. */
class TimePlanPageTest {
  private static final Path PAGE = Path.of("../docs/architecture.md");
  private static final String BEGIN = "<!-- deadlines: checked by TimePlanPageTest -->\n";
  private static final String END = "<!-- end of deadlines -->\n";

  @Test
  void page_names_each_deadline_in_the_order_of_the_plan() throws IOException {
    assertThat(rows().stream().skip(1).map(List::getFirst))
        .containsExactlyElementsOf(
            deadlines(plan(240, new Stop())).keySet().stream().map("`%s`"::formatted).toList());
  }

  @TestFactory
  Stream<DynamicTest> page_has_the_deadlines_of_each_grace() throws IOException {
    List<String> head = rows().getFirst();
    return IntStream.range(2, head.size())
        .mapToObj(
            column ->
                DynamicTest.dynamicTest(head.get(column), () -> compare(column, head.get(column))));
  }

  private static void compare(int column, String head) throws IOException {
    List<List<String>> rows = rows();
    Stop stop = new Stop();
    TimePlan plan = plan(Long.parseLong(head.replaceAll("[^0-9]", "")), stop);
    List<Deadline> deadlines = List.copyOf(deadlines(plan).values());

    long before = System.nanoTime();
    stop.ask();
    List<Duration> left = deadlines.stream().map(Deadline::left).toList();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - before);

    for (int i = 0; i < left.size(); i++) {
      List<String> row = rows.get(i + 1);
      Duration expected = Duration.ofMillis(Math.round(Double.parseDouble(row.get(column)) * 1000));
      assertThat(left.get(i).minus(expected))
          .as("%s with %s", row.getFirst(), head)
          .isBetween(elapsed.negated(), Duration.ZERO);
    }
  }

  /** The deadlines by the names of their methods, in the order in which they pass. */
  private static Map<String, Deadline> deadlines(TimePlan plan) {
    Map<String, Deadline> all = new LinkedHashMap<>();
    all.put("asked", plan.asked());
    all.put("executors", plan.executors());
    all.put("uploads", plan.uploads());
    all.put("manifest", plan.manifest());
    all.put("notices", plan.notices());
    all.put("exit", plan.exit());
    return all;
  }

  /** The plan of the default settings with this grace. */
  private static TimePlan plan(long grace, Stop stop) {
    return new TimePlan(
        Duration.ofSeconds(grace),
        Duration.ofSeconds(5),
        Duration.ofSeconds(120),
        Duration.ofSeconds(60),
        stop);
  }

  /** The cells of the table; the first row is its header. */
  private static List<List<String>> rows() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
    List<List<String>> rows = new ArrayList<>();
    page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END))
        .lines()
        .filter(line -> !line.startsWith("|---"))
        .forEach(line -> rows.add(cells(line)));
    return rows;
  }

  private static List<String> cells(String line) {
    return Stream.of(line.substring(1).split("\\|")).map(String::strip).toList();
  }
}
