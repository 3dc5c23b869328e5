package io.sparkrecorder.armada.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Set;

/**
 * Fields whose messages Kubernetes' JSON writes without their name, inside the surrounding object.
 */
final class Inlined {

  private static final Set<String> NAMES =
      Set.of("volumeSource", "handler", "ephemeralContainerCommon", "localObjectReference");

  private Inlined() {}

  static boolean is(FieldDescriptor field) {
    return NAMES.contains(field.getName()) && field.getFile().getPackage().startsWith("k8s.");
  }

  /**
   * Whether the JSON of this message has a field of this name, possibly in a message that is
   * inlined again.
   */
  static boolean has(Descriptor message, String name) {
    return message.getFields().stream()
        .anyMatch(
            field ->
                is(field) ? has(field.getMessageType(), name) : field.getJsonName().equals(name));
  }
}
