package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest is complete only if a listing of the bucket shows every object that it names. */
class ConfirmedObjectsTest {
  private static final String FOLDER = "pipelines/team-a/recordings/" + RecorderProcess.APP;

  @TempDir Path root;
  private DriverBed bed;

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void object_that_vanished_is_uploaded_again() throws Exception {
    Map<String, String> written = bed.sealedExecutor("1", 5, 2_000);
    try (RecorderProcess driver = bed.driver().start()) {
      driver.drain();
      Files.delete(object("executor-1/file-00003.bin"));

      driver.start();
      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", written));
      assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
    }
  }

  @Test
  void object_with_a_different_size_is_not_confirmed() throws Exception {
    bed.sealedExecutor("1", 5, 2_000);
    try (RecorderProcess driver = bed.driver().start()) {
      driver.drain();
      Files.writeString(object("executor-1/file-00003.bin"), "other bytes");

      driver.start();
      driver.drain();

      // Other bytes hold the key, so the file goes to the folder named after the pod's uid.
      assertThat(bed.objects()).containsKey("executor-1.uid-executor-1/file-00003.bin");
      assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
    }
  }

  @Test
  void object_absent_from_bucket_and_store_is_missing() throws Exception {
    bed.sealedExecutor("1", 5, 2_000);
    try (RecorderProcess driver = bed.driver().start();
        RecorderProcess executor = RecorderProcess.executor(root, "1")) {
      driver.drain();
      Files.delete(object("executor-1/file-00003.bin"));
      Files.delete(executor.folder().file("file-00003.bin"));

      driver.start();
      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      assertThat(manifest.pods().getLast().files())
          .filteredOn(file -> file.key().isEmpty())
          .singleElement()
          .satisfies(file -> assertThat(file.file().name()).isEqualTo("file-00003.bin"))
          .extracting(ManifestFile::missing)
          .satisfies(why -> assertThat(why).isPresent());
    }
  }

  @Test
  void object_that_vanishes_again_after_its_second_upload_is_missing() throws Exception {
    bed.sealedExecutor("1", 5, 2_000);
    try (RecorderProcess driver = bed.driver().start()) {
      driver.drain();
      Path object = object("executor-1/file-00003.bin");
      bed.proxy().on(ConfirmedObjectsTest::isListing, new Fault.Before(() -> delete(object)));

      driver.start();
      assertThat(driver.drain()).isZero();

      assertThat(object).doesNotExist();
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isFalse();
      assertThat(manifest.pods().getLast().files())
          .filteredOn(file -> file.key().isEmpty())
          .singleElement()
          .satisfies(file -> assertThat(file.file().name()).isEqualTo("file-00003.bin"));
    }
  }

  @Test
  void journal_lines_of_another_bucket_do_not_count() throws Exception {
    Map<String, String> written = bed.sealedExecutor("1", 3, 2_000);
    bed.server().createBucket("other");
    try (RecorderProcess driver = bed.driver().with("RECORDER_S3_BUCKET", "other").start()) {
      driver.drain();
      assertThat(bed.objects()).isEmpty();
      driver.with("RECORDER_S3_BUCKET", RecorderProcess.BUCKET).start();

      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", written));
      assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
    }
  }

  @Test
  void journal_line_without_a_bucket_does_not_count() throws Exception {
    Map<String, String> written = bed.sealedExecutor("1", 3, 2_000);
    try (RecorderProcess executor = RecorderProcess.executor(root, "1")) {
      var file = executor.marker().files().getLast();
      Files.writeString(
          executor.folder().shippedJournal(),
          "{\"shipped\":\"%s@%d@%s\",\"key\":\"%s/executor-1/%s\"}%n"
              .formatted(file.name(), file.bytes(), file.crc32c().hex(), FOLDER, file.name()));
    }
    try (RecorderProcess driver = bed.driver().start()) {
      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", written));
      assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
    }
  }

  @Test
  void manifest_is_incomplete_if_listing_the_bucket_is_forbidden() throws Exception {
    Map<String, String> written = bed.sealedExecutor("1", 3, 2_000);
    bed.proxy().on(ConfirmedObjectsTest::isListing, Fault.accessDenied());
    try (RecorderProcess driver = bed.driver().start()) {
      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", written));
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      assertThat(manifest.reason())
          .hasValueSatisfying(
              why -> assertThat(why).startsWith("not-confirmed: ").contains("s3:ListBucket"));
    }
  }

  @Test
  void orphaned_uploads_are_aborted_and_journaled_uploads_are_kept() throws Exception {
    bed.sealedExecutor("1", 3, 2_000);
    String orphan = bed.beginUpload(FOLDER + "/executor-1/orphan.jfr");
    String known = bed.beginUpload(FOLDER + "/executor-1/known.jfr");
    String foreign = bed.beginUpload("pipelines/team-a/recordings/another-app/driver/x.jfr");
    try (RecorderProcess executor = RecorderProcess.executor(root, "1")) {
      Files.writeString(
          executor.folder().shippedJournal(),
          ("{\"upload\":\"%s\",\"key\":\"%s/executor-1/known.jfr\",\"partSize\":5242880,"
                  + "\"bytes\":9999999,\"crc32c\":\"00000000\",\"bucket\":\"%s\","
                  + "\"prefix\":\"pipelines/team-a\",\"endpoint\":\"%s\"}%n")
              .formatted(known, FOLDER, RecorderProcess.BUCKET, bed.proxy().endpoint()));
    }
    try (RecorderProcess driver = bed.driver().start()) {
      assertThat(driver.drain()).isZero();

      assertThat(bed.uploads()).as(driver.log()).containsExactlyInAnyOrder(known, foreign);
      assertThat(bed.uploads()).doesNotContain(orphan);
    }
  }

  private Path object(String name) {
    return bed.server().root().resolve(RecorderProcess.BUCKET).resolve(FOLDER).resolve(name);
  }

  private static void delete(Path object) {
    try {
      Files.deleteIfExists(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isListing(HttpRequest request) {
    return request.method().equals("GET") && request.target().contains("list-type=2");
  }
}
