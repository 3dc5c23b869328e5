package io.sparkrecorder.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Takes one right after the other from a real S3 server. */
class S3RightsTest {
  @RegisterExtension static final DoctorBed BED = new DoctorBed();

  private static final String OBJECTS = "arn:aws:s3:::recordings/pipelines/team-a/recordings/*";
  private static final String THE_BUCKET = "arn:aws:s3:::recordings";

  static Stream<Arguments> rights() {
    return Stream.of(
        denied("s3:ListBucket", THE_BUCKET, it -> it.target().contains("list-type=2")),
        denied("s3:PutObject", OBJECTS, HttpRequest::isCreate),
        denied("s3:PutObject", OBJECTS, HttpRequest::isPart),
        denied(
            "s3:GetObject",
            OBJECTS,
            it ->
                it.method().equals("GET")
                    && it.target().contains("/.doctor/")
                    && !it.target().contains("?")),
        denied(
            "s3:ListMultipartUploadParts",
            OBJECTS,
            it -> it.method().equals("GET") && it.target().contains("uploadId=")),
        denied(
            "s3:ListBucketMultipartUploads",
            THE_BUCKET,
            it -> it.method().equals("GET") && it.target().contains("uploads")),
        denied("s3:AbortMultipartUpload", OBJECTS, it -> it.method().equals("DELETE")));
  }

  private static Arguments denied(String right, String on, Predicate<HttpRequest> requests) {
    return arguments(right, on, requests);
  }

  @ParameterizedTest
  @MethodSource("rights")
  void missing_right_is_the_only_wrong_line(
      String right, String on, Predicate<HttpRequest> requests) throws IOException {
    BED.proxy().on(requests, Fault.accessDenied());

    List<Finding> wrong =
        examine().stream().filter(finding -> finding.verdict() == Verdict.WRONG).toList();

    assertThat(wrong).singleElement().extracting(Finding::check).isEqualTo(right);
    assertThat(wrong.getFirst().detail()).contains("the credentials in use may not " + right);
    assertThat(wrong.getFirst().fix()).contains("allow " + right + " on " + on);
    assertThat(BED.gateway().unfinishedUploads(DoctorBed.BUCKET)).isEmpty();
  }

  @Test
  void all_rights_give_no_wrong_line_and_leave_the_bucket_as_it_was() throws IOException {
    BED.write("pipelines/team-a/recordings/spark-1/manifest.json");
    List<String> before = BED.keys();

    assertThat(examine())
        .hasSize(7)
        .allMatch(finding -> finding.verdict() == Verdict.OK)
        .allMatch(finding -> finding.fix().isEmpty());

    assertThat(BED.keys()).isEqualTo(before);
    assertThat(BED.gateway().unfinishedUploads(DoctorBed.BUCKET)).isEmpty();
    assertThat(BED.proxy().requests()).noneMatch(HttpRequest::isPutObject);
  }

  @Test
  void upload_whose_abort_is_refused_is_completed_and_named() throws IOException {
    BED.proxy().on(it -> it.method().equals("DELETE"), Fault.accessDenied());

    List<Finding> findings = examine();

    assertThat(BED.keys()).hasSize(1);
    assertThat(findings.getLast().detail())
        .contains(
            "completed as s3://recordings/" + BED.keys().getFirst() + ", which you may delete");
    assertThat(BED.gateway().unfinishedUploads(DoctorBed.BUCKET)).isEmpty();
  }

  @Test
  void upload_whose_first_answer_is_lost_is_aborted() throws IOException {
    BED.proxy().on(HttpRequest::isCreate, 1, new Fault.LoseAnswer());

    assertThat(examine()).allMatch(finding -> finding.verdict() == Verdict.OK);

    assertThat(BED.proxy().count(HttpRequest::isCreate)).isEqualTo(2);
    assertThat(BED.gateway().unfinishedUploads(DoctorBed.BUCKET)).isEmpty();
  }

  @Test
  void upload_of_a_silent_server_is_aborted_at_the_end() throws IOException {
    BED.proxy().on(HttpRequest::isPart, new Fault.Swallow());

    assertThat(examine())
        .filteredOn(finding -> finding.verdict() == Verdict.WRONG)
        .singleElement()
        .extracting(Finding::check)
        .isEqualTo("s3:PutObject");

    assertThat(BED.keys()).isEmpty();
    assertThat(BED.gateway().unfinishedUploads(DoctorBed.BUCKET)).isEmpty();
  }

  @Test
  void reading_is_not_judged_without_the_right_to_list() {
    BED.proxy().on(it -> it.target().contains("list-type=2"), Fault.accessDenied());

    assertThat(examine())
        .filteredOn(finding -> finding.check().equals("s3:GetObject"))
        .singleElement()
        .extracting(Finding::verdict)
        .isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void clock_that_s3_refuses_is_no_matter_of_credentials() {
    BED.proxy()
        .on(
            it -> true,
            new Fault.Answer(403, "RequestTimeTooSkewed", "The difference is too large."));

    assertThat(examine().getFirst().fix().orElseThrow()).contains("chrony");
  }

  @Test
  void wrong_secret_key_is_told_once() {
    List<Finding> findings = examine(DoctorBed.BUCKET, "wrong");

    assertThat(findings)
        .extracting(Finding::verdict)
        .containsExactly(Verdict.WRONG, Verdict.SKIPPED);
    assertThat(findings.getFirst().detail()).contains("the secret key in use is not");
    assertThat(findings.getFirst().fix().orElseThrow()).contains("global.s3.auth.secret.name");
  }

  @Test
  void missing_bucket_is_told_once() {
    List<Finding> findings = examine("nowhere", BED.gateway().secretKey());

    assertThat(findings)
        .extracting(Finding::verdict)
        .containsExactly(Verdict.WRONG, Verdict.SKIPPED);
    assertThat(findings.getFirst().fix().orElseThrow()).contains("global.s3.bucket");
  }

  private static List<Finding> examine() {
    return examine(DoctorBed.BUCKET, BED.gateway().secretKey());
  }

  private static List<Finding> examine(String bucket, String secretKey) {
    try (ObjectStore store = BED.store(bucket, secretKey)) {
      return DoctorBed.run(new S3Rights(store, BED.settings(bucket), DoctorBed.NEVER));
    }
  }
}
