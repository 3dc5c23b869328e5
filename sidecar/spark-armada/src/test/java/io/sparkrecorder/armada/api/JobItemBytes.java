package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The way of a job item over the wire, for tests of other packages. */
public final class JobItemBytes {

  private JobItemBytes() {}

  /** Encodes the item as the client does, and reads the bytes as the server does. */
  public static JsonNode encodeAndDecode(JsonNode item) {
    Descriptor type = Messages.named("JobSubmitRequestItem");
    try {
      byte[] sent = JsonEncoder.encode(item, type, "").toByteArray();
      // Through text, so that an int equals the same long.
      return new ObjectMapper()
          .readTree(JsonDecoder.decode(DynamicMessage.parseFrom(type, sent)).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
