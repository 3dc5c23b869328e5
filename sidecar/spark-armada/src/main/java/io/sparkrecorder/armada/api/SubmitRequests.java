package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.ArrayList;
import java.util.List;

/** Splits job items into requests that Armada's server takes: gRPC refuses more than 4 MiB. */
final class SubmitRequests {

  private static final int MAX_BYTES = 3 << 20;
  private static final Descriptor REQUEST = Messages.named("JobSubmitRequest");
  private static final FieldDescriptor ITEMS = REQUEST.findFieldByName("job_request_items");

  private final String queue;
  private final String jobSet;

  SubmitRequests(String queue, String jobSet) {
    this.queue = queue;
    this.jobSet = jobSet;
  }

  /** The requests, with the items in their order. */
  List<DynamicMessage> of(List<ObjectNode> items) {
    List<DynamicMessage> requests = new ArrayList<>();
    DynamicMessage.Builder next = empty();
    int bytes = 0;
    for (int i = 0; i < items.size(); i++) {
      DynamicMessage item =
          JsonEncoder.encode(
              items.get(i), ITEMS.getMessageType(), ITEMS.getJsonName() + "[" + i + "]");
      if (bytes > 0 && bytes + item.getSerializedSize() > MAX_BYTES) {
        requests.add(next.build());
        next = empty();
        bytes = 0;
      }
      next.addRepeatedField(ITEMS, item);
      bytes += item.getSerializedSize();
    }
    requests.add(next.build());
    return requests;
  }

  private DynamicMessage.Builder empty() {
    return DynamicMessage.newBuilder(REQUEST)
        .setField(REQUEST.findFieldByName("queue"), queue)
        .setField(REQUEST.findFieldByName("job_set_id"), jobSet);
  }
}
