package io.sparkrecorder.armada.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Sends a pod with every field that the API has through the encoder, and compares it with what
 * comes back.
 */
class EveryPodFieldTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Descriptor ITEM = Messages.named("JobSubmitRequestItem");
  private static final Descriptor POD = ITEM.findFieldByName("pod_specs").getMessageType();

  @Test
  void every_field_of_a_pod_survives_the_encoding() throws Exception {
    ObjectNode pod = object(POD);

    DynamicMessage sent = JsonEncoder.encode(pod, POD, "");
    JsonNode received = JsonDecoder.decode(DynamicMessage.parseFrom(POD, sent.toByteArray()));

    assertThat(received).isEqualTo(pod);
    assertThat(leaves(pod)).hasSizeGreaterThan(500);
  }

  @Test
  void fields_that_kubernetes_inlines_are_where_its_model_reads_them() throws Exception {
    PodSpec read = JSON.treeToValue(object(POD), PodSpec.class);

    assertThat(read.getVolumes().get(0).getEmptyDir().getSizeLimit().getAmount()).isEqualTo("100");
    assertThat(read.getContainers().get(0).getLivenessProbe().getHttpGet().getPath())
        .isEqualTo("text");
    assertThat(
            read.getContainers().get(0).getEnv().get(0).getValueFrom().getSecretKeyRef().getName())
        .isEqualTo("text");
    assertThat(read.getEphemeralContainers().get(0).getImage()).isEqualTo("text");
  }

  @Test
  void a_misspelt_field_is_refused_with_its_path() {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    ObjectNode container =
        item.putArray("podSpecs").addObject().putArray("initContainers").addObject();
    container.put("name", "recorder").put("restartPolcy", "Always");

    assertThatThrownBy(() -> JsonEncoder.encode(item, ITEM, ""))
        .isInstanceOf(ArmadaProblem.class)
        .hasMessageContaining("\"podSpecs[0].initContainers[0].restartPolcy\"")
        .hasMessageContaining("drop it silently");
  }

  @Test
  void a_value_of_the_wrong_type_is_refused_with_its_path() {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.putArray("podSpecs").addObject().put("terminationGracePeriodSeconds", "2 minutes");

    assertThatThrownBy(() -> JsonEncoder.encode(item, ITEM, ""))
        .hasMessage(
            "\"podSpecs[0].terminationGracePeriodSeconds\" must be a whole number, but is \"2 minutes\"");
  }

  @Test
  void text_in_place_of_a_list_or_an_object_is_refused() {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("podSpecs", "none");
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.putArray("podSpecs").add("none");
    ObjectNode map = JsonNodeFactory.instance.objectNode().put("labels", "none");

    assertThatThrownBy(() -> JsonEncoder.encode(list, ITEM, ""))
        .hasMessageContaining("\"podSpecs\" must be a list");
    assertThatThrownBy(() -> JsonEncoder.encode(object, ITEM, ""))
        .hasMessageContaining("\"podSpecs[0]\" must be an object");
    assertThatThrownBy(() -> JsonEncoder.encode(map, ITEM, ""))
        .hasMessageContaining("\"labels\" must be an object");
  }

  /** A JSON object with every field of this message. */
  private static ObjectNode object(Descriptor type) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    fill(object, type);
    return object;
  }

  private static void fill(ObjectNode object, Descriptor type) {
    for (FieldDescriptor field : type.getFields()) {
      if (Inlined.is(field)) {
        fill(object, field.getMessageType());
      } else if (field.isMapField()) {
        object
            .putObject(field.getJsonName())
            .set("key", value(field.getMessageType().findFieldByNumber(2)));
      } else if (field.isRepeated()) {
        ArrayNode list = object.putArray(field.getJsonName());
        list.add(value(field));
        list.add(value(field));
      } else {
        object.set(field.getJsonName(), value(field));
      }
    }
  }

  private static JsonNode value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE ->
          switch (field.getMessageType().getName()) {
            case "Quantity" -> JsonNodeFactory.instance.textNode("100Mi");
            case "IntOrString" -> JsonNodeFactory.instance.textNode("http");
            case "Time" -> JsonNodeFactory.instance.textNode("2026-01-31T12:00:00Z");
            case "FieldsV1" -> JsonNodeFactory.instance.objectNode().putObject("f:spec");
            default -> object(field.getMessageType());
          };
      case BOOLEAN -> JsonNodeFactory.instance.booleanNode(true);
      case INT -> JsonNodeFactory.instance.numberNode(7);
      case LONG -> JsonNodeFactory.instance.numberNode(8L);
      case BYTE_STRING -> JsonNodeFactory.instance.textNode("AAEC");
      default -> JsonNodeFactory.instance.textNode("text");
    };
  }

  private static List<String> leaves(JsonNode node) {
    List<String> leaves = new ArrayList<>();
    addLeaves(node, "", leaves);
    return leaves;
  }

  private static void addLeaves(JsonNode node, String path, List<String> into) {
    if (node.isObject()) {
      node.fieldNames()
          .forEachRemaining(name -> addLeaves(node.get(name), path + "." + name, into));
    } else if (node.isArray()) {
      node.forEach(element -> addLeaves(element, path + "[]", into));
    } else {
      into.add(path);
    }
  }
}
