package io.sparkrecorder.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sends small bodies at once. {@code Expect: 100-continue} spares the sending of a body that is
 * refused, but costs a round trip, and the JDK's client cannot read the reason of the refusal.
 */
final class NoExpect implements ExecutionInterceptor {
  private static final long SMALL = 1 << 20;

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    SdkHttpRequest request = context.httpRequest();
    boolean small =
        request
            .firstMatchingHeader("Content-Length")
            .filter(length -> Long.parseLong(length) <= SMALL)
            .isPresent();
    return small ? request.toBuilder().removeHeader("Expect").build() : request;
  }
}
