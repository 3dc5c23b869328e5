package io.sparkrecorder.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.testbed.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists event logs on a real S3 server. */
class EventLogsTest {
  @RegisterExtension static final DoctorBed BED = new DoctorBed();

  private static final String URL = "s3a://recordings/pipelines/team-a/history";

  @Test
  void empty_folder_is_told() {
    assertThat(examine(URL))
        .isEqualTo(
            Finding.ok("event logs", URL + " is empty: no job has written an event log yet"));
  }

  @ParameterizedTest
  @ValueSource(strings = {URL, URL + "/", "s3://recordings/pipelines/team-a/history"})
  void rolling_log_counts_once(String url) throws IOException {
    write("eventlog_v2_spark-1/events_1_spark-1");
    write("eventlog_v2_spark-1/events_2_spark-1");
    write("spark-2");

    assertThat(examine(url)).isEqualTo(Finding.ok("event logs", url + " holds 2 event logs"));
  }

  @Test
  void refused_listing_is_told_with_the_right() {
    BED.proxy().on(it -> it.target().contains("list-type=2"), Fault.accessDenied());

    Finding finding = examine(URL);

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.fix())
        .contains(
            "allow s3:ListBucket on arn:aws:s3:::recordings with s3:prefix"
                + " pipelines/team-a/history/*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hdfs://name/history", "file:///tmp/history"})
  void folder_that_is_not_in_s3_is_skipped(String url) {
    assertThat(examine(url).verdict()).isEqualTo(Verdict.SKIPPED);
  }

  private static void write(String below) throws IOException {
    Path file = BED.gateway().root().resolve("recordings/pipelines/team-a/history").resolve(below);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{}");
  }

  private static Finding examine(String url) {
    try (ObjectStore store = BED.store()) {
      return DoctorBed.run(
              new EventLogs(url, (_, prefix, deadline) -> store.list(prefix, deadline)))
          .getFirst();
    }
  }
}
