package io.sparkrecorder.marker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.Map;

/** Writes JSON value by value; the target stays open. */
final class JsonOutput implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          // A document that could not be written to its end must not look like a whole one.
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private final JsonGenerator generator;

  private JsonOutput(JsonGenerator generator) {
    this.generator = generator;
  }

  /** Writes one line. */
  static JsonOutput compact(Writer out) throws IOException {
    return new JsonOutput(FACTORY.createGenerator(out));
  }

  /** Writes indented text, for people. */
  static JsonOutput indented(OutputStream out) throws IOException {
    JsonGenerator generator = FACTORY.createGenerator(out);
    generator.setPrettyPrinter(new DefaultPrettyPrinter());
    return new JsonOutput(generator);
  }

  JsonOutput open() throws IOException {
    generator.writeStartObject();
    return this;
  }

  JsonOutput end() throws IOException {
    generator.writeEndObject();
    return this;
  }

  JsonOutput openList(String name) throws IOException {
    generator.writeArrayFieldStart(name);
    return this;
  }

  JsonOutput endList() throws IOException {
    generator.writeEndArray();
    return this;
  }

  /** Writes fields of the open object. */
  JsonOutput fields(Map<String, ?> fields) throws IOException {
    for (Map.Entry<String, ?> field : fields.entrySet()) {
      generator.writeFieldName(field.getKey());
      value(field.getValue());
    }
    return this;
  }

  JsonOutput object(Map<String, ?> object) throws IOException {
    return open().fields(object).end();
  }

  @Override
  public void close() throws IOException {
    generator.close();
  }

  @SuppressWarnings("unchecked")
  private void value(Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof String text) {
      generator.writeString(text);
    } else if (value instanceof Integer number) {
      generator.writeNumber(number);
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof Map<?, ?> object) {
      object((Map<String, ?>) object);
    } else if (value instanceof Iterable<?> items) {
      generator.writeStartArray();
      for (Object item : items) {
        value(item);
      }
      generator.writeEndArray();
    } else {
      throw new IllegalArgumentException("no JSON value: " + value.getClass());
    }
  }
}
