package io.sparkrecorder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columns_are_as_wide_as_their_longest_cell() {
    Table table = new Table(List.of(1), "FILE", "BYTES", "STATE");
    table.row("a.jfr", "1,234,567", "whole").row("driver.jfr", "8", "torn");

    assertThat(table)
        .hasToString(
            """
            FILE            BYTES  STATE
            a.jfr       1,234,567  whole
            driver.jfr          8  torn
            """);
  }

  @Test
  void table_without_rows_has_its_head_alone() {
    assertThat(new Table(List.of(), "FILE", "BYTES")).hasToString("FILE  BYTES\n");
  }

  @Test
  void empty_cell_at_the_end_leaves_no_spaces() {
    Table table = new Table(List.of(), "FILE", "NOTE");

    assertThat(table.row("a.jfr", "")).hasToString("FILE   NOTE\na.jfr\n");
  }

  @Test
  void cell_keeps_its_text_but_for_control_characters() {
    Table table = new Table(List.of(), "FILE", "NOTE");

    assertThat(table.row("@|bold x|@", "a\u001b[31m"))
        .hasToString("FILE        NOTE\n@|bold x|@  " + Printable.of("a\u001b[31m") + "\n")
        .asString()
        .doesNotContain("\u001b");
  }
}
