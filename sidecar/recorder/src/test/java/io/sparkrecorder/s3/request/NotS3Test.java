package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

class NotS3Test {
  @Test
  void answer_with_its_etag_is_returned() {
    PutObjectResponse answer = PutObjectResponse.builder().eTag("1").build();

    assertThat(NotS3.checked(answer)).isSameAs(answer);
  }

  @Test
  void success_without_etag_is_refused_by_the_name_of_the_missing_thing() {
    assertMissing(PutObjectResponse.builder(), "without an ETag");
    assertMissing(PutObjectResponse.builder().eTag(""), "without an ETag");
    assertMissing(HeadObjectResponse.builder().eTag("1"), "without a length");
  }

  @Test
  void listing_needs_any_of_its_elements() {
    ListObjectsV2Response minimal = ListObjectsV2Response.builder().isTruncated(false).build();

    assertThat(NotS3.checked(minimal)).isSameAs(minimal);
    assertMissing(ListObjectsV2Response.builder(), "without a listing");
  }

  private static void assertMissing(AwsResponse.Builder answer, String message) {
    Object response =
        answer.sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).build()).build();

    assertThatExceptionOfType(NotS3.class)
        .isThrownBy(() -> NotS3.checked(response))
        .withMessage(message)
        .satisfies(refused -> assertThat(refused.said().status()).isEqualTo(200));
  }
}
