package io.sparkrecorder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.faults.Mismatch.Kind;
import io.sparkrecorder.faults.Written.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison finds every kind of mistake, and reports none where there is none. */
class ComparisonTest {
  private static final String NAME = "2026_11_27_05_00_00_1000.jfr";
  private static final String OPEN = "2026_11_27_05_00_00_1000/2026_11_27_05_00_09.jfr";
  private static final Content FILE = text("a file that an agent wrote");
  private static Content one;
  private static Content two;
  private static Content three;

  @TempDir Path root;
  private ComparedRound round;

  @BeforeAll
  static void makeChunks() {
    JfrChunks template = JfrChunks.recorded();
    SplittableRandom random = new SplittableRandom(1);
    one = template.chunk(1, 100, random);
    two = template.chunk(2, 0, random);
    three = template.chunk(3, 2_000, random);
  }

  @BeforeEach
  void open() throws IOException {
    round = new ComparedRound(root);
  }

  @Test
  void complete_round_has_no_mismatch() throws IOException {
    round
        .wrote(NAME, List.of(one, two, three))
        .wrote("a.bin", FILE, Ending.PROVEN)
        .wrote("b.log", FILE, Ending.ENDED)
        .stored(NAME, "whole", Content.joined(List.of(one, two)))
        .stored("2026_11_27_05_00_00_1000~2.jfr", "whole", three)
        .stored("a.bin", "whole", FILE)
        .stored("b.log", "unverified", FILE);

    assertThat(round.compared()).isEmpty();
  }

  @Test
  void salvaged_open_chunk_of_a_killed_jvm_is_no_mismatch() throws IOException {
    Content flushed = JfrChunks.opened(two);
    Content tail = text("not flushed");
    Content left = Content.joined(List.of(flushed, tail));
    round
        .wrote(NAME, List.of(one), new Written.OpenChunk(OPEN, left, flushed.size()))
        .stored(NAME, "salvaged", Content.joined(List.of(one, two)))
        .stored(OPEN + ".rest", "torn", tail);

    assertThat(round.compared()).isEmpty();
  }

  @Test
  void chunk_twice_in_one_recording_is_doubled() throws IOException {
    round
        .wrote(NAME, List.of(one, two))
        .stored(NAME, "whole", Content.joined(List.of(one, one, two)));

    assertThat(kinds()).containsOnly(Kind.DOUBLED);
  }

  @Test
  void chunk_in_two_recordings_is_doubled() throws IOException {
    round
        .wrote(NAME, List.of(one, two))
        .stored(NAME, "whole", Content.joined(List.of(one, two)))
        .stored("target.jfr", "whole", two);

    assertThat(kinds()).containsOnly(Kind.DOUBLED);
  }

  @Test
  void chunks_in_another_order_are_wrong_bytes() throws IOException {
    round
        .wrote(NAME, List.of(one, two, three))
        .stored(NAME, "whole", Content.joined(List.of(two, one, three)));

    assertThat(kinds()).containsOnly(Kind.WRONG_BYTES);
  }

  @Test
  void chunk_with_a_changed_byte_is_lost_and_wrong() throws IOException {
    Content changed = two.with(two.size() - 1, (byte) ~two.toBytes()[two.size() - 1]);
    round
        .wrote(NAME, List.of(one, two))
        .stored(NAME, "whole", Content.joined(List.of(one, changed)));

    assertThat(kinds()).contains(Kind.LOST, Kind.WRONG_BYTES, Kind.FALSE_COMPLETE);
  }

  @Test
  void absent_chunk_is_lost() throws IOException {
    round.wrote(NAME, List.of(one, two, three)).stored(NAME, "whole", one);

    assertThat(kinds()).contains(Kind.LOST, Kind.MISLABELLED, Kind.FALSE_COMPLETE);
  }

  @Test
  void bytes_after_the_last_chunk_are_wrong() throws IOException {
    round
        .wrote(NAME, List.of(one))
        .stored(NAME, "whole", Content.joined(List.of(one, two.slice(0, 90))));

    assertThat(kinds()).containsOnly(Kind.WRONG_BYTES);
  }

  @Test
  void file_without_its_last_byte_is_lost_and_wrong() throws IOException {
    round
        .wrote("a.bin", FILE, Ending.PROVEN)
        .stored("a.bin", "whole", FILE.slice(0, FILE.size() - 1));

    assertThat(kinds()).contains(Kind.LOST, Kind.WRONG_BYTES);
  }

  @Test
  void duplicate_file_is_doubled() throws IOException {
    round
        .wrote("a.bin", FILE, Ending.PROVEN)
        .stored("a.bin", "whole", FILE)
        .stored("a~2.bin", "whole", FILE);

    assertThat(kinds()).containsOnly(Kind.DOUBLED);
  }

  @Test
  void file_that_no_agent_wrote_is_wrong() throws IOException {
    round.wrote("a.bin", FILE, Ending.PROVEN).stored("a.bin", "whole", FILE);
    round.stored("b.bin", "whole", FILE);

    assertThat(kinds()).containsOnly(Kind.WRONG_BYTES);
  }

  @Test
  void recording_called_whole_with_an_open_chunk_is_mislabelled() throws IOException {
    Content flushed = JfrChunks.opened(two);
    round
        .wrote(NAME, List.of(one), new Written.OpenChunk(OPEN, flushed, flushed.size()))
        .stored(NAME, "whole", Content.joined(List.of(one, two)));

    assertThat(kinds()).containsOnly(Kind.MISLABELLED);
  }

  @Test
  void recording_of_an_ended_jvm_called_salvaged_is_mislabelled() throws IOException {
    round.wrote(NAME, List.of(one)).stored(NAME, "salvaged", one);

    assertThat(kinds()).containsOnly(Kind.MISLABELLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "salvaged"})
  void cut_file_called_neither_torn_nor_unverified_is_mislabelled(String state) throws IOException {
    round.wrote("a.bin", FILE, Ending.CUT).stored("a.bin", state, FILE);

    assertThat(kinds()).containsOnly(Kind.MISLABELLED);
  }

  @Test
  void entry_with_a_size_other_than_its_objects_is_false() throws IOException {
    round
        .wrote("a.bin", FILE, Ending.PROVEN)
        .object("driver/a.bin", FILE)
        .entry("a.bin", "whole", FILE.slice(1, FILE.size()), "driver/a.bin");

    assertThat(kinds()).containsOnly(Kind.FALSE_ENTRY);
  }

  @Test
  void entry_without_its_object_is_false() {
    round.wrote("a.bin", FILE, Ending.PROVEN).entry("a.bin", "whole", FILE, "driver/a.bin");

    assertThat(kinds()).contains(Kind.FALSE_ENTRY, Kind.LOST, Kind.FALSE_COMPLETE);
  }

  @Test
  void two_entries_for_one_object_are_doubled() throws IOException {
    round
        .wrote("a.bin", FILE, Ending.PROVEN)
        .stored("a.bin", "whole", FILE)
        .entry("a.bin", "whole", FILE, "driver/a.bin");

    assertThat(kinds()).contains(Kind.DOUBLED);
  }

  @Test
  void complete_manifest_without_a_file_is_false() {
    round.wrote("a.bin", FILE, Ending.PROVEN);

    assertThat(kinds()).contains(Kind.FALSE_COMPLETE, Kind.LOST);
  }

  @Test
  void complete_manifest_of_a_dead_pod_with_a_file_in_its_spool_is_false() throws IOException {
    round.wrote("a.bin", FILE, Ending.PROVEN).inSpool("a.bin", FILE).dead().saying("partial", true);

    assertThat(kinds()).containsOnly(Kind.FALSE_COMPLETE);
  }

  @Test
  void incomplete_manifest_of_a_complete_round_is_a_mismatch() throws IOException {
    round
        .wrote("a.bin", FILE, Ending.PROVEN)
        .stored("a.bin", "whole", FILE)
        .saying("partial", false);

    assertThat(kinds()).containsOnly(Kind.NOT_COMPLETE);
  }

  @Test
  void dead_pod_with_everything_in_s3_or_spool_has_no_mismatch() throws IOException {
    round
        .wrote(NAME, List.of(one, two))
        .wrote("a.bin", FILE, Ending.PROVEN)
        .stored(NAME, "salvaged", one)
        .inSpool("target.jfr", Content.joined(List.of(one, two)))
        .inSpool("a.bin", FILE)
        .dead();

    assertThat(round.compared()).isEmpty();
  }

  @Test
  void absent_file_of_a_dead_pod_is_lost() {
    round.wrote("a.bin", FILE, Ending.PROVEN).dead();

    assertThat(kinds()).containsOnly(Kind.LOST);
  }

  @Test
  void unfinished_recording_of_a_dead_pod_called_whole_is_mislabelled() throws IOException {
    round
        .wrote(NAME, List.of(one, two))
        .stored(NAME, "whole", one)
        .inSpool("target.jfr", two)
        .dead();

    assertThat(kinds()).containsOnly(Kind.MISLABELLED);
  }

  @Test
  void object_without_an_entry_is_stray() throws IOException {
    round.object("driver/a.bin", FILE);

    assertThat(kinds()).containsOnly(Kind.STRAY_OBJECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {".a.bin.part", ".recorder/incoming/0"})
  void temporary_file_among_the_recordings_is_reported(String name) throws IOException {
    round.object("driver/" + name, FILE);

    assertThat(kinds()).contains(Kind.TEMPORARY);
  }

  @Test
  void unfinished_upload_is_reported() {
    round.unfinishedUpload("upload-1");

    assertThat(kinds()).containsOnly(Kind.UNFINISHED_UPLOAD);
  }

  @Test
  void finished_driver_without_a_manifest_is_reported() {
    assertThat(round.withoutManifest().compared())
        .extracting(Mismatch::kind)
        .containsOnly(Kind.NO_ENTRY);
  }

  @Test
  void pod_missing_in_the_manifest_is_reported() {
    assertThat(round.unlisted().compared()).extracting(Mismatch::kind).containsOnly(Kind.NO_ENTRY);
  }

  private Stream<Kind> kinds() {
    return round.compared().stream().map(Mismatch::kind);
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
