package io.sparkrecorder.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaveCallbackTest {
  private static final int JAVA_8 = 52;

  @TempDir Path root;
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void catchErrors() {
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restoreErrors() {
    System.setErr(before);
  }

  @Test
  void recording_gets_an_empty_saved_file_beside_it() throws IOException {
    Path recording = Files.writeString(root.resolve("driver.undo"), "recording");

    SaveCallback.recordingSaved(recording.toString());

    assertThat(root.resolve("driver.undo.saved")).isEmptyFile();
    assertThat(recording).hasContent("recording");
    assertThat(root.toFile().list())
        .as("no temporary file is left")
        .containsExactlyInAnyOrder("driver.undo", "driver.undo.saved");
    assertThat(lines()).isZero();
  }

  @Test
  void saved_file_of_an_earlier_recording_is_renewed() throws IOException {
    Path saved = Files.writeString(root.resolve("driver.undo.saved"), "earlier");
    Files.setLastModifiedTime(saved, FileTime.from(Instant.now().minusSeconds(60)));
    Path recording = Files.writeString(root.resolve("driver.undo"), "recording");

    SaveCallback.recordingSaved(recording.toString());

    assertThat(saved).isEmptyFile();
    assertThat(Files.getLastModifiedTime(saved))
        .isGreaterThanOrEqualTo(Files.getLastModifiedTime(recording));
  }

  @Test
  void link_in_the_place_of_the_saved_file_is_replaced_and_not_followed() throws IOException {
    Path elsewhere = Files.writeString(root.resolve("elsewhere"), "untouched");
    Path saved = Files.createSymbolicLink(root.resolve("driver.undo.saved"), elsewhere);
    Path recording = Files.writeString(root.resolve("driver.undo"), "recording");

    SaveCallback.recordingSaved(recording.toString());

    assertThat(Files.isRegularFile(saved, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(elsewhere).hasContent("untouched");
  }

  @Test
  void recording_behind_a_link_gets_its_saved_file_beside_the_link() throws IOException {
    Path folder = Files.createDirectory(root.resolve("folder"));
    Path recording = Files.writeString(folder.resolve("driver.undo"), "recording");
    Path link = Files.createSymbolicLink(root.resolve("link.undo"), recording);

    SaveCallback.recordingSaved(link.toString());

    assertThat(root.resolve("link.undo.saved")).isEmptyFile();
    assertThat(folder.resolve("driver.undo.saved")).doesNotExist();
  }

  @Test
  void relative_name_is_resolved_in_the_working_directory() throws IOException {
    Path recording = Files.writeString(root.resolve("driver.undo"), "recording").toRealPath();

    SaveCallback.recordingSaved(Path.of("").toRealPath().relativize(recording).toString());

    assertThat(root.resolve("driver.undo.saved")).isEmptyFile();
  }

  @Test
  void file_without_a_folder_in_its_name_gets_its_saved_file() throws IOException {
    Path recording = Files.createTempFile(Path.of(""), "recording", ".undo");
    Path saved = Path.of(recording + ".saved");
    try {
      SaveCallback.recordingSaved(recording.toString());

      assertThat(recording.getParent()).isNull();
      assertThat(saved).isEmptyFile();
    } finally {
      Files.delete(recording);
      Files.deleteIfExists(saved);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space.undo", "line\nbreak.undo", "-rf", "tail.", "quote\".undo"})
  void odd_name_gets_its_saved_file(String name) throws IOException {
    Path recording = Files.writeString(root.resolve(name), "recording");

    SaveCallback.recordingSaved(recording.toString());

    assertThat(root.resolve(name + ".saved")).isEmptyFile();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "/", ".", "..", "\0", "no\nsuch\r\nfile", "no/such/folder/file"})
  void name_of_no_file_is_reported_in_one_line_and_leaves_nothing(String name) {
    assertThatCode(() -> SaveCallback.recordingSaved(name)).doesNotThrowAnyException();

    assertThat(lines()).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith("spark-recorder: ");
    assertThat(Path.of(".saved")).doesNotExist();
  }

  @Test
  void name_without_room_for_the_suffix_is_reported_in_one_line() throws IOException {
    Path recording = Files.createFile(root.resolve("n".repeat(252)));

    SaveCallback.recordingSaved(recording.toString());

    assertThat(lines()).isEqualTo(1);
  }

  @Test
  void folder_that_takes_no_files_is_reported_in_one_line() {
    Path recording = Path.of("/proc/version");
    assumeThat(recording).as("a file that even root cannot put another beside").isRegularFile();

    SaveCallback.recordingSaved(recording.toString());

    assertThat(lines()).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("/proc/version.saved");
  }

  @Test
  void folder_in_the_place_of_the_saved_file_stays_and_is_reported() throws IOException {
    Path recording = Files.writeString(root.resolve("driver.undo"), "recording");
    Path inside = Files.createDirectory(root.resolve("driver.undo.saved")).resolve("inside");
    Files.createFile(inside);

    SaveCallback.recordingSaved(recording.toString());

    assertThat(inside).exists();
    assertThat(lines()).isEqualTo(1);
  }

  @Test
  void standard_error_that_throws_is_ignored() {
    System.setErr(
        new PrintStream(errors, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            throw new OutOfMemoryError("a test's own");
          }
        });

    assertThatCode(() -> SaveCallback.recordingSaved(null)).doesNotThrowAnyException();
  }

  @Test
  void missing_standard_error_is_ignored() {
    System.setErr(null);

    assertThatCode(() -> SaveCallback.recordingSaved(null)).doesNotThrowAnyException();
  }

  @Test
  void class_loads_on_java_8() throws IOException {
    try (InputStream bytes = SaveCallback.class.getResourceAsStream("SaveCallback.class")) {
      int majorVersion = ByteBuffer.wrap(bytes.readNBytes(8)).getShort(6);

      assertThat(majorVersion).isEqualTo(JAVA_8);
    }
  }

  private long lines() {
    return errors.toString(StandardCharsets.UTF_8).lines().count();
  }
}
