package io.sparkrecorder.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.testbed.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares clocks with a real S3 server, whose Date headers a proxy changes. */
class ClocksTest {
  @RegisterExtension static final DoctorBed BED = new DoctorBed();

  @ParameterizedTest
  @CsvSource({
    "PT0S, OK",
    "PT50S, OK",
    "PT90S, WARNING",
    "PT-90S, WARNING",
    "PT6M, WRONG",
    "PT-6M, WRONG"
  })
  void difference_of_the_clocks_decides(Duration by, Verdict verdict) {
    BED.proxy().on(_ -> true, new Fault.Redate(by));

    Finding finding = examine();

    assertThat(finding.verdict()).as(finding.toString()).isEqualTo(verdict);
  }

  @Test
  void wrong_clock_is_told_with_the_limit_of_s3() {
    BED.proxy().on(_ -> true, new Fault.Redate(Duration.ofMinutes(10)));

    Finding finding = examine();

    assertThat(finding.detail()).matches("this machine's clock is (599|600|601) s behind .*S3");
    assertThat(finding.fix().orElseThrow()).contains("NTP", "15 min");
  }

  @Test
  void refusal_tells_the_time_too() {
    BED.proxy()
        .on(
            _ -> true,
            new Fault.Page(
                403,
                "<Error><Code>RequestTimeTooSkewed</Code></Error>",
                java.util.Map.of("Date", "Tue, 01 Jan 2019 00:00:00 GMT")));

    assertThat(examine().verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void silent_server_is_skipped() {
    BED.gateway().stop();

    assertThat(examine().verdict()).isEqualTo(Verdict.SKIPPED);
  }

  private static Finding examine() {
    try (ObjectStore store = BED.store()) {
      return DoctorBed.run(new Clocks("S3", store::clockAhead)).getFirst();
    }
  }
}
