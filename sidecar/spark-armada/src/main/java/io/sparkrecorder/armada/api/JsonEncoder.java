package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON of Armada's and Kubernetes' API as messages. A field that the API does not have is a
 * problem, because the server would drop it silently.
 */
final class JsonEncoder {

  private JsonEncoder() {}

  /** Writes one message; problems name fields by their path below this one. */
  static DynamicMessage encode(JsonNode json, Descriptor type, String path) {
    DynamicMessage.Builder into = DynamicMessage.newBuilder(type);
    switch (type.getName()) {
      case "Quantity":
        return into.setField(type.findFieldByName("string"), scalarText(json, path)).build();
      case "IntOrString":
        return intOrString(json, into);
      case "Time":
        return time(json, into, path);
      case "FieldsV1":
        return into.setField(type.findFieldByName("Raw"), ByteString.copyFromUtf8(json.toString()))
            .build();
      default:
        return object(json, into, path);
    }
  }

  private static DynamicMessage object(JsonNode json, DynamicMessage.Builder into, String path) {
    if (!json.isObject()) {
      throw wrong(path, "an object", json);
    }
    Iterator<Map.Entry<String, JsonNode>> fields = json.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (!field.getValue().isNull()) {
        put(
            into,
            field.getKey(),
            field.getValue(),
            path.isEmpty() ? field.getKey() : path + "." + field.getKey());
      }
    }
    return into.build();
  }

  private static void put(DynamicMessage.Builder into, String name, JsonNode value, String path) {
    Descriptor type = into.getDescriptorForType();
    for (FieldDescriptor field : type.getFields()) {
      if (!Inlined.is(field) && field.getJsonName().equals(name)) {
        set(into, field, value, path);
        return;
      }
    }
    for (FieldDescriptor field : type.getFields()) {
      if (Inlined.is(field) && Inlined.has(field.getMessageType(), name)) {
        DynamicMessage.Builder inner =
            into.hasField(field)
                ? ((DynamicMessage) into.getField(field)).toBuilder()
                : DynamicMessage.newBuilder(field.getMessageType());
        put(inner, name, value, path);
        into.setField(field, inner.build());
        return;
      }
    }
    throw new ArmadaProblem(
        "Armada's API has no field \""
            + path
            + "\", and the server would drop it silently. Correct its spelling or remove it from the template.");
  }

  private static void set(
      DynamicMessage.Builder into, FieldDescriptor field, JsonNode value, String path) {
    if (field.isMapField()) {
      if (!value.isObject()) {
        throw wrong(path, "an object", value);
      }
      Descriptor entry = field.getMessageType();
      Iterator<Map.Entry<String, JsonNode>> entries = value.fields();
      while (entries.hasNext()) {
        Map.Entry<String, JsonNode> next = entries.next();
        into.addRepeatedField(
            field,
            DynamicMessage.newBuilder(entry)
                .setField(entry.findFieldByNumber(1), next.getKey())
                .setField(
                    entry.findFieldByNumber(2),
                    single(entry.findFieldByNumber(2), next.getValue(), path + "." + next.getKey()))
                .build());
      }
    } else if (field.isRepeated()) {
      if (!value.isArray()) {
        throw wrong(path, "a list", value);
      }
      for (int i = 0; i < value.size(); i++) {
        into.addRepeatedField(field, single(field, value.get(i), path + "[" + i + "]"));
      }
    } else {
      into.setField(field, single(field, value, path));
    }
  }

  private static Object single(FieldDescriptor field, JsonNode value, String path) {
    switch (field.getJavaType()) {
      case MESSAGE:
        return encode(value, field.getMessageType(), path);
      case ENUM:
        EnumValueDescriptor constant = field.getEnumType().findValueByName(value.asText());
        if (constant == null) {
          throw wrong(path, "one of " + field.getEnumType().getValues(), value);
        }
        return constant;
      case STRING:
        return scalarText(value, path);
      case BYTE_STRING:
        try {
          return ByteString.copyFrom(Base64.getDecoder().decode(scalarText(value, path)));
        } catch (IllegalArgumentException e) {
          throw wrong(path, "base64", value);
        }
      case BOOLEAN:
        if (!value.isBoolean()) {
          throw wrong(path, "true or false", value);
        }
        return value.booleanValue();
      case DOUBLE:
        if (!value.isNumber()) {
          throw wrong(path, "a number", value);
        }
        return value.doubleValue();
      case INT:
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
          throw wrong(path, "a whole number", value);
        }
        return value.intValue();
      case LONG:
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
          throw wrong(path, "a whole number", value);
        }
        return value.longValue();
      default:
        throw new IllegalStateException(field.getFullName());
    }
  }

  private static String scalarText(JsonNode value, String path) {
    if (!value.isValueNode()) {
      throw wrong(path, "text", value);
    }
    return value.asText();
  }

  private static DynamicMessage intOrString(JsonNode json, DynamicMessage.Builder into) {
    Descriptor type = into.getDescriptorForType();
    return json.isNumber()
        ? into.setField(type.findFieldByName("type"), 0L)
            .setField(type.findFieldByName("intVal"), json.intValue())
            .build()
        : into.setField(type.findFieldByName("type"), 1L)
            .setField(type.findFieldByName("strVal"), json.asText())
            .build();
  }

  private static DynamicMessage time(JsonNode json, DynamicMessage.Builder into, String path) {
    try {
      Instant time = Instant.parse(json.asText());
      Descriptor type = into.getDescriptorForType();
      return into.setField(type.findFieldByName("seconds"), time.getEpochSecond())
          .setField(type.findFieldByName("nanos"), time.getNano())
          .build();
    } catch (DateTimeParseException e) {
      throw wrong(path, "a time such as 2026-01-31T12:00:00Z", json);
    }
  }

  private static ArmadaProblem wrong(String path, String expected, JsonNode value) {
    return new ArmadaProblem("\"" + path + "\" must be " + expected + ", but is " + value);
  }
}
