package io.sparkrecorder.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a spool that agents change while the recorder reads it. */
class SpoolTest {
  private static final FileTime SAME = FileTime.from(Instant.parse("2026-01-31T12:30:00Z"));

  @TempDir Path folder;
  private Path root;
  private Spool spool;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectories(folder.toRealPath().resolve("spool"));
    spool = new Spool(root);
  }

  @Test
  void file_with_the_same_name_size_and_time_is_another_file() throws IOException {
    write("a.log", "one");
    SpoolFile before = file("a.log");
    Files.delete(root.resolve("a.log"));
    write("a.log", "two");

    assertThat(file("a.log").identity()).isNotEqualTo(before.identity());
    assertThat(file("a.log").fingerprint()).isNotEqualTo(before.fingerprint());
  }

  @Test
  void file_rewritten_in_place_with_its_old_time_is_another_file() throws IOException {
    write("a.log", "one");
    SpoolFile before = file("a.log");
    write("a.log", "two");

    assertThat(file("a.log").bytes()).isEqualTo(before.bytes());
    assertThat(file("a.log").modified()).isEqualTo(before.modified());
    assertThat(file("a.log").identity()).isNotEqualTo(before.identity());
    assertThat(spool.remove(before)).isFalse();
    assertThat(root.resolve("a.log")).hasContent("two");
  }

  @Test
  void unchanged_file_has_the_same_identity_and_is_removed() throws IOException {
    write("a.log", "one");
    SpoolFile before = file("a.log");

    assertThat(file("a.log")).isEqualTo(before);
    assertThat(spool.remove(before)).isTrue();
    assertThat(root.resolve("a.log")).doesNotExist();
  }

  @Test
  void folder_that_becomes_a_link_is_not_followed() throws IOException {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("token"), "a secret");
    Files.createDirectories(root.resolve("jobs"));
    write("jobs/token", "recorded");
    SpoolFile seen = file("jobs/token");
    Files.move(root.resolve("jobs"), root.resolve("away"));
    Files.createSymbolicLink(root.resolve("jobs"), secrets);

    assertThatThrownBy(() -> spool.open(seen)).isInstanceOf(IOException.class);
    assertThat(spool.remove(seen)).isFalse();
    assertThat(secrets.resolve("token")).hasContent("a secret");
    assertThat(spool.scan().files()).extracting(SpoolFile::name).containsExactly("away/token");
    assertThat(spool.scan().oddities()).extracting(Oddity::name).containsExactly("jobs");
  }

  @Test
  void file_that_becomes_a_link_is_not_followed() throws IOException {
    Path secret = Files.writeString(folder.resolve("token"), "a secret");
    write("a.log", "recorded");
    SpoolFile seen = file("a.log");
    Files.delete(root.resolve("a.log"));
    Files.createSymbolicLink(root.resolve("a.log"), secret);

    assertThatThrownBy(() -> spool.open(seen)).isInstanceOf(IOException.class);
    assertThat(spool.remove(seen)).isFalse();
    assertThat(spool.see(root.resolve("a.log"))).isEmpty();
  }

  @Test
  void file_that_becomes_a_pipe_is_not_opened() throws Exception {
    write("a.log", "recorded");
    SpoolFile seen = file("a.log");
    Files.delete(root.resolve("a.log"));
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("a.log").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThatThrownBy(() -> spool.open(seen)).hasMessageContaining("no longer a regular file");
  }

  @Test
  void folders_that_link_to_each_other_do_not_trap_the_walk() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      Files.createSymbolicLink(root.resolve(name), root);
    }
    write("a.log", "recorded");
    List<String> seen = new ArrayList<>();

    spool.look(file -> seen.add(file.name()));

    assertThat(seen).containsExactly("a.log");
  }

  @Test
  void file_opens_whatever_bytes_are_in_its_name() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "printf bytes > \"$(printf 'no\\377utf\\n.log')\"")
            .directory(root.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();

    SpoolFile file = spool.scan().files().getFirst();

    assertThat(file.name()).isEqualTo("no%FFutf%0A.log");
    try (FileChannel channel = spool.open(file)) {
      assertThat(Channels.newInputStream(channel).readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("bytes");
    }
    assertThat(spool.remove(file)).isTrue();
    assertThat(root).isEmptyDirectory();
  }

  private void write(String name, String content) throws IOException {
    Files.setLastModifiedTime(Files.writeString(root.resolve(name), content), SAME);
  }

  private SpoolFile file(String name) throws IOException {
    return spool.scan().files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
