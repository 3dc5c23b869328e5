package io.sparkrecorder.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.cli.CliBed.Ran;
import io.sparkrecorder.marker.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GetCommandTest {
  @RegisterExtension static final CliBed BED = new CliBed();

  @TempDir Path folder;
  @TempDir Path outside;

  @Test
  void every_file_is_downloaded_to_the_folder_of_its_pod() throws IOException {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "app.jfr", "driver")
        .file("executor-1", "jfr/2026/a.jfr", "exec")
        .file("executor-1", "with%20space+and=@%C3%A9.jfr", "odd")
        .file("executor-1", "empty.log", "")
        .withManifest();

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.OK);
    assertThat(get.out()).isEqualTo("4 files, 13 B in %s, checksums verified\n".formatted(folder));
    assertThat(files())
        .containsExactlyInAnyOrder(
            "manifest.json",
            "driver/app.jfr",
            "executor-1/jfr/2026/a.jfr",
            "executor-1/with%20space+and=@%C3%A9.jfr",
            "executor-1/empty.log");
    assertThat(folder.resolve("driver/app.jfr")).hasContent("driver");
    assertThat(folder.resolve("executor-1/jfr/2026/a.jfr")).hasContent("exec");
    assertThat(folder.resolve("executor-1/with%20space+and=@%C3%A9.jfr")).hasContent("odd");
    assertThat(folder.resolve("executor-1/empty.log")).isEmptyFile();
  }

  @Test
  void progress_is_printed_to_standard_error() {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();

    assertThat(get().errLines()).containsExactly(folder.resolve("driver/app.jfr") + "  6 B");
  }

  @Test
  void second_run_downloads_nothing() throws IOException {
    RecordedApp app = RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver");
    app.withManifest();
    get();
    Files.delete(BED.object(app.key("driver", "app.jfr"))); // the file cannot be downloaded again

    Ran again = get();

    assertThat(again.exit()).isEqualTo(Exit.OK);
    assertThat(again.errLines())
        .containsExactly(folder.resolve("driver/app.jfr") + "  6 B, exists");
  }

  @Test
  void existing_file_with_other_content_is_kept_and_others_are_downloaded() throws Exception {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "app.jfr", "driver")
        .file("driver", "other.jfr", "other")
        .withManifest();
    Path mine = Files.createDirectories(folder.resolve("driver")).resolve("app.jfr");
    Files.writeString(mine, "my own");

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.errLines())
        .contains(
            "recorder: %s exists with different content: remove it, or give another folder with -o"
                .formatted(mine));
    assertThat(get.out()).isEqualTo("1 of 2 files in %s\n".formatted(folder));
    assertThat(mine).hasContent("my own");
    assertThat(folder.resolve("driver/other.jfr")).hasContent("other");
  }

  @Test
  void damaged_object_is_not_kept_and_others_are_downloaded() throws Exception {
    RecordedApp app =
        RecordedApp.of(BED, "spark-1")
            .file("driver", "app.jfr", "driver")
            .file("driver", "other.jfr", "other");
    app.withManifest();
    Files.writeString(BED.object(app.key("driver", "app.jfr")), "drivel");

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err())
        .contains("recorder: what %s sends for".formatted(BED.endpoint()))
        .contains("driver/app.jfr has another checksum than stored");
    assertThat(files()).containsExactlyInAnyOrder("manifest.json", "driver/other.jfr");
  }

  @Test
  void object_that_contradicts_the_manifest_is_not_kept() throws IOException {
    RecordedApp app = RecordedApp.of(BED, "spark-1").object("driver", "app.jfr", "another file");
    app.entry("driver", "app.jfr", "driver", app.key("driver", "app.jfr")).withManifest();

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err()).contains("driver/app.jfr: checksum ", ", the manifest says ");
    assertThat(files()).containsExactly("manifest.json");
  }

  @Test
  void missing_object_is_named_and_others_are_downloaded() throws IOException {
    RecordedApp app =
        RecordedApp.of(BED, "spark-1")
            .file("driver", "app.jfr", "driver")
            .file("driver", "other.jfr", "other");
    app.withManifest();
    Files.delete(BED.object(app.key("driver", "app.jfr")));

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err())
        .contains(
            "recorder: there is no s3://" + BED.bucket() + "/" + app.key("driver", "app.jfr"));
    assertThat(files()).containsExactlyInAnyOrder("manifest.json", "driver/other.jfr");
  }

  @Test
  void incomplete_application_gives_a_warning() {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "app.jfr", "driver")
        .missing("driver", "heap.hprof", "the time ran out")
        .withManifest();

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.OK);
    assertThat(get.errLines())
        .contains(
            "recorder: INCOMPLETE: some recordings are not in S3,"
                + " `recorder ls spark-1` says why");
    assertThat(get.out()).startsWith("1 files, 6 B in ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../escaped.jfr", "driver/../../escaped.jfr", "", "/etc/escaped.jfr"})
  void manifest_that_leads_out_of_the_folder_is_refused_as_a_whole(String name) throws IOException {
    RecordedApp app = RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver");
    app.entry("driver", "a.jfr", "bad", app.key("driver", "placeholder"))
        .withManifest(text -> text.replace("spark-1/driver/placeholder", "spark-1/" + name));

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.errLines())
        .singleElement()
        .asString()
        .containsAnyOf("the manifest is refused: ", "manifest.json cannot be read: \"key\" is");
    assertThat(files()).isEmpty();
  }

  @Test
  void manifest_with_keys_of_another_application_is_refused() throws IOException {
    RecordedApp.of(BED, "spark-1")
        .entry("driver", "a.jfr", "bad", CliBed.PREFIX + "/recordings/spark-2/driver/a.jfr")
        .withManifest();

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err()).startsWith("recorder: the manifest is not this application's");
    assertThat(files()).isEmpty();
  }

  @Test
  void key_shared_by_two_pods_is_downloaded_once() throws IOException {
    RecordedApp app = RecordedApp.of(BED, "spark-1").file("driver", "empty.log", "");
    app.entry("executor-1", "empty.log", "", app.key("driver", "empty.log")).withManifest();

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.OK);
    assertThat(get.errLines()).hasSize(1);
    assertThat(files()).containsExactlyInAnyOrder("manifest.json", "driver/empty.log");
  }

  @Test
  void contradictory_manifest_is_refused() throws IOException {
    RecordedApp app = RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver");
    app.entry("executor-1", "app.jfr", "other", app.key("driver", "app.jfr")).withManifest();

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err()).contains("twice, with two checksums");
    assertThat(files()).isEmpty();
  }

  @Test
  void manifest_of_a_newer_version_is_refused_with_a_remedy() {
    RecordedApp.of(BED, "spark-1").withManifest("{\"version\":2}".getBytes(UTF_8));

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.errLines())
        .containsExactly(
            ("recorder: s3://%s/pipelines/team-a/recordings/spark-1/manifest.json cannot be read:"
                    + " version 2 is newer than this recorder knows (1): use a newer recorder")
                .formatted(BED.bucket()));
  }

  @Test
  void missing_manifest_is_reported_with_the_command_for_the_objects() {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver");

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.errLines())
        .containsExactly(
            "recorder: spark-1 has no manifest yet, only 1 objects:"
                + " `recorder ls spark-1` lists them");
  }

  @Test
  void many_files_are_all_downloaded() throws IOException {
    RecordedApp app = RecordedApp.of(BED, "spark-1");
    List<String> names = Stream.iterate(0, i -> i + 1).limit(60).map(i -> i + ".jfr").toList();
    names.forEach(name -> app.file("driver", name, "bytes of " + name));
    app.withManifest();

    assertThat(get().exit()).isEqualTo(Exit.OK);

    for (String name : names) {
      assertThat(folder.resolve("driver").resolve(name)).hasContent("bytes of " + name);
    }
    assertThat(files()).hasSize(61);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"my\":\"own notes\"}",
        "not even JSON",
        "",
      })
  void manifest_of_something_else_is_never_overwritten(String mine) throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    Path manifest = Files.writeString(folder.resolve("manifest.json"), mine);

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.errLines())
        .singleElement()
        .asString()
        .contains(manifest + " exists, but is not a manifest");
    assertThat(manifest).hasContent(mine);
    assertThat(files()).containsExactly("manifest.json");
  }

  @Test
  void manifest_of_another_application_is_never_overwritten() throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    RecordedApp.of(BED, "spark-2").file("driver", "other.jfr", "other").withManifest();
    assertThat(BED.run("get", "spark-2", "-o", folder.toString()).exit()).isEqualTo(Exit.OK);
    String before = Files.readString(folder.resolve("manifest.json"));

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.errLines())
        .containsExactly(
            "recorder: %s belongs to application \"spark-2\"; give another folder with -o"
                .formatted(folder.resolve("manifest.json")));
    assertThat(folder.resolve("manifest.json")).hasContent(before);
    assertThat(files()).containsExactlyInAnyOrder("manifest.json", "driver/other.jfr");
  }

  @Test
  void earlier_manifest_of_the_same_application_is_replaced() throws IOException {
    RecordedApp app = RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver");
    app.withManifest();
    get();
    app.file("driver", "late.jfr", "late").withManifest();

    assertThat(get().exit()).isEqualTo(Exit.OK);

    assertThat(Manifest.fromJson(Files.readAllBytes(folder.resolve("manifest.json"))).files())
        .isEqualTo(2);
  }

  @Test
  void manifest_that_is_a_link_is_not_followed() throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    Path mine = Files.writeString(outside.resolve("mine"), "my own");
    Files.createSymbolicLink(folder.resolve("manifest.json"), mine);

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err()).contains("is a symbolic link");
    assertThat(mine).hasContent("my own");
  }

  @Test
  void folder_that_is_a_link_is_skipped_and_others_are_downloaded() throws IOException {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "app.jfr", "driver")
        .file("executor-1", "exec.jfr", "exec")
        .withManifest();
    Files.createSymbolicLink(folder.resolve("driver"), outside);

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err())
        .contains(
            "recorder: %s is a symbolic link: expected a folder: remove it, or give another"
                .formatted(folder.resolve("driver/app.jfr")));
    assertThat(outside).isEmptyDirectory();
    assertThat(folder.resolve("executor-1/exec.jfr")).hasContent("exec");
  }

  @Test
  void file_that_is_a_link_is_neither_followed_nor_replaced() throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    Path mine = outside.resolve("mine");
    Path link = Files.createDirectories(folder.resolve("driver")).resolve("app.jfr");
    Files.createSymbolicLink(link, mine);

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err()).contains(link + " is a symbolic link");
    assertThat(link).isSymbolicLink();
    assertThat(mine).doesNotExist();
  }

  @Test
  void link_under_the_name_of_a_temporary_file_is_not_written_through() throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    Path mine = Files.writeString(outside.resolve("mine"), "my own");
    Path part = Files.createDirectories(folder.resolve("driver")).resolve(".app.jfr.part");
    Files.createSymbolicLink(part, mine);

    assertThat(get().exit()).isEqualTo(Exit.OK);

    assertThat(mine).hasContent("my own");
    assertThat(folder.resolve("driver/app.jfr")).hasContent("driver");
  }

  @Test
  void folder_that_the_user_gives_may_be_a_link() throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

    assertThat(BED.run("get", "spark-1", "-o", link.toString()).exit()).isEqualTo(Exit.OK);

    assertThat(outside.resolve("driver/app.jfr")).hasContent("driver");
  }

  @Test
  void missing_folder_is_created_with_its_parents() throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "app.jfr", "driver").withManifest();
    Path deep = folder.resolve("to/be/made");

    assertThat(BED.run("get", "spark-1", "-o", deep.toString()).exit()).isEqualTo(Exit.OK);

    assertThat(deep.resolve("driver/app.jfr")).hasContent("driver");
    assertThat(files())
        .containsExactlyInAnyOrder("to/be/made/driver/app.jfr", "to/be/made/manifest.json");
  }

  @Test
  void recorded_file_cannot_replace_the_manifest() throws IOException {
    RecordedApp.of(BED, "spark-1")
        .entry("driver", "a.jfr", "bad", CliBed.PREFIX + "/recordings/spark-1/manifest.json")
        .withManifest();

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(get.err()).contains("is refused");
    assertThat(files()).isEmpty();
  }

  @Test
  void recorded_file_may_be_called_manifest_json() throws IOException {
    RecordedApp.of(BED, "spark-1").file("driver", "jobs/manifest.json", "a job's").withManifest();

    assertThat(get().exit()).isEqualTo(Exit.OK);

    assertThat(folder.resolve("driver/jobs/manifest.json")).hasContent("a job's");
  }

  @Test
  void file_with_the_name_of_a_folder_is_a_conflict_for_that_file_only() throws IOException {
    RecordedApp.of(BED, "spark-1")
        .file("driver", "jfr/app.jfr", "driver")
        .file("driver", "other.jfr", "other")
        .withManifest();
    Path mine = Files.createDirectories(folder.resolve("driver")).resolve("jfr");
    Files.writeString(mine, "my own");

    Ran get = get();

    assertThat(get.exit()).isEqualTo(Exit.NOT_WHOLE);
    assertThat(mine).hasContent("my own");
    assertThat(files())
        .containsExactlyInAnyOrder("driver/jfr", "driver/other.jfr", "manifest.json");
  }

  private Ran get() {
    return BED.run("get", "spark-1", "-o", folder.toString());
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }
}
