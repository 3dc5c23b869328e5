package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document replaces the version that was read, and no other. */
class ReplaceTest {
  private static final String KEY = "manifest.json";

  @RegisterExtension final S3Bed s3 = new S3Bed();

  @Test
  void document_replaces_one_version_alone() {
    try (ObjectStore store = s3.store()) {
      replaceOneVersion(store);
    }
    assertThat(s3.proxy().requests())
        .filteredOn(HttpRequest::isPutObject)
        .hasSize(5)
        .allMatch(put -> put.hasCondition() || put.header("If-Match").isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"If-Match", "If-None-Match"})
  void server_without_a_condition_is_asked_for_the_version_first(String header) {
    FaultProxy.Rule rule =
        s3.proxy()
            .on(
                request -> request.header(header).isPresent(),
                Fault.notImplemented(header + " is not implemented"));
    try (ObjectStore store = s3.store()) {
      replaceOneVersion(store);
    }
    assertThat(rule.hits()).isEqualTo(1);
  }

  private void replaceOneVersion(ObjectStore store) {
    assertThat(put(store, "one", Optional.empty())).isInstanceOf(PutResult.Stored.class);
    Optional<String> first = store.head(KEY, soon()).flatMap(ObjectHead::etag);
    assertThat(first).isPresent();

    assertThat(put(store, "other", Optional.empty())).isInstanceOf(PutResult.Conflict.class);
    assertThat(s3.object(KEY)).hasContent("one");

    assertThat(put(store, "two", first)).isInstanceOf(PutResult.Stored.class);
    assertThat(put(store, "late", first)).isInstanceOf(PutResult.Conflict.class);
    assertThat(put(store, "two", first))
        .as("an attempt whose answer was lost")
        .isInstanceOf(PutResult.AlreadyThere.class);
    assertThat(s3.object(KEY)).hasContent("two");
  }

  private static PutResult put(ObjectStore store, String text, Optional<String> before) {
    return store.replaceDocument(KEY, Document.of(text.getBytes(UTF_8)), before, soon());
  }
}
