package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

/** Reads messages as JSON of Armada's and Kubernetes' API, the reverse of {@link JsonEncoder}. */
final class JsonDecoder {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonDecoder() {}

  static JsonNode decode(Message message) {
    Descriptor type = message.getDescriptorForType();
    switch (type.getName()) {
      case "Quantity":
        return JSON.textNode((String) get(message, "string"));
      case "IntOrString":
        return get(message, "type").equals(0L)
            ? JSON.numberNode((Integer) get(message, "intVal"))
            : JSON.textNode((String) get(message, "strVal"));
      case "Time":
      case "Timestamp":
        return JSON.textNode(
            Instant.ofEpochSecond((Long) get(message, "seconds"), (Integer) get(message, "nanos"))
                .toString());
      case "FieldsV1":
        try {
          return MAPPER.readTree(((ByteString) get(message, "Raw")).toStringUtf8());
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException(e);
        }
      default:
        ObjectNode object = JSON.objectNode();
        fill(object, message);
        return object;
    }
  }

  private static Object get(Message message, String field) {
    return message.getField(message.getDescriptorForType().findFieldByName(field));
  }

  private static void fill(ObjectNode object, Message message) {
    for (Map.Entry<FieldDescriptor, Object> next : message.getAllFields().entrySet()) {
      FieldDescriptor field = next.getKey();
      if (Inlined.is(field)) {
        fill(object, (Message) next.getValue());
      } else if (field.isMapField()) {
        ObjectNode map = object.putObject(field.getJsonName());
        for (Object entry : (Collection<?>) next.getValue()) {
          FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
          map.set(
              String.valueOf(
                  ((Message) entry).getField(field.getMessageType().findFieldByNumber(1))),
              single(value, ((Message) entry).getField(value)));
        }
      } else if (field.isRepeated()) {
        ArrayNode list = object.putArray(field.getJsonName());
        ((Collection<?>) next.getValue()).forEach(value -> list.add(single(field, value)));
      } else {
        object.set(field.getJsonName(), single(field, next.getValue()));
      }
    }
  }

  private static JsonNode single(FieldDescriptor field, Object value) {
    switch (field.getJavaType()) {
      case MESSAGE:
        return decode((Message) value);
      case ENUM:
        return JSON.textNode(((EnumValueDescriptor) value).getName());
      case STRING:
        return JSON.textNode((String) value);
      case BYTE_STRING:
        return JSON.textNode(
            Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case BOOLEAN:
        return JSON.booleanNode((Boolean) value);
      case DOUBLE:
        return JSON.numberNode((Double) value);
      case INT:
        return JSON.numberNode((Integer) value);
      case LONG:
        return JSON.numberNode((Long) value);
      default:
        throw new IllegalStateException(field.getFullName());
    }
  }
}
