package io.sparkrecorder.armada.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobEndTest {

  @Test
  void a_failure_tells_the_exit_code_of_the_spark_container() throws Exception {
    JobEnd end =
        end(
            "failed",
            "{'reason':'pod failed','containerStatuses':[{'name':'recorder','exitCode':1},"
                + "{'name':'spark','exitCode':137,'reason':'OOMKilled'}]}");

    assertThat(end.kind()).isEqualTo(JobEnd.Kind.FAILED);
    assertThat(end.exitCode()).contains(137);
    assertThat(end.causedByApp()).isTrue();
    assertThat(end.reason())
        .isEqualTo("failed: pod failed; container spark exited with 137 (OOMKilled)");
  }

  @Test
  void a_failure_without_containers_has_no_exit_code() throws Exception {
    assertThat(end("failed", "{'reason':'node lost'}").exitCode()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Evicted", "DeadlineExceeded"})
  void an_eviction_is_no_fault_of_the_application(String cause) throws Exception {
    assertThat(end("failed", "{'cause':'" + cause + "'}").causedByApp()).isFalse();
  }

  @Test
  void a_rejection_has_the_words_of_the_scheduler() throws Exception {
    JobEnd end = end("failed", "{'cause':'Rejected','reason':'no node fits'}");

    assertThat(end.kind()).isEqualTo(JobEnd.Kind.REJECTED);
    assertThat(end.reason()).isEqualTo("was rejected: no node fits");
  }

  @ParameterizedTest
  @CsvSource({
    "preempted, PREEMPTED, was preempted: why",
    "cancelled, CANCELLED, was cancelled by bob: why",
    "succeeded, SUCCEEDED, succeeded",
  })
  void other_ends_name_their_kind(String type, JobEnd.Kind kind, String reason) throws Exception {
    JobEnd end = end(type, "{'reason':'why','requestor':'bob'}");

    assertThat(end.kind()).isEqualTo(kind);
    assertThat(end.reason()).isEqualTo(reason);
    assertThat(end.causedByApp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"submitted", "queued", "leased", "pending", "running", "leaseReturned"})
  void a_job_that_goes_on_has_no_end(String type) {
    assertThat(JobEnd.of(type, new ObjectMapper().createObjectNode(), "spark")).isEmpty();
  }

  private static JobEnd end(String type, String json) throws JsonProcessingException {
    return JobEnd.of(type, new ObjectMapper().readTree(json.replace('\'', '"')), "spark")
        .orElseThrow();
  }
}
