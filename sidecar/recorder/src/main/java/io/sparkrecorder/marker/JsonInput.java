package io.sparkrecorder.marker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.sparkrecorder.text.Failures;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects token by token, so that a document of any length needs little memory. Other
 * pods write documents, so depth, names, texts and the number of fields are bounded. Every failure
 * is a {@link MalformedDocument}, except those of the disk.
 */
final class JsonInput implements AutoCloseable {
  private static final int DEPTH = 32;
  private static final int LONGEST_NAME = 1_000;
  private static final int LONGEST_TEXT = 16 << 10;
  private static final int LONGEST_NUMBER = 100;
  private static final int MOST_FIELDS = 64;

  private final JsonParser parser;

  private JsonInput(JsonParser parser) {
    this.parser = parser;
  }

  /** A factory for documents of at most this many bytes. */
  static JsonFactory factory(long longest) {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxNameLength(LONGEST_NAME)
                .maxStringLength(LONGEST_TEXT)
                .maxNumberLength(LONGEST_NUMBER)
                .maxDocumentLength(longest)
                .build())
        .build();
  }

  static JsonInput of(JsonFactory factory, InputStream in) throws IOException {
    try {
      return new JsonInput(factory.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE));
    } catch (CharConversionException e) {
      throw undecoded(e);
    }
  }

  static JsonInput of(JsonFactory factory, byte[] text) throws IOException {
    try {
      return new JsonInput(factory.createParser(text));
    } catch (CharConversionException e) {
      throw undecoded(e);
    }
  }

  /** Takes one item of a list; the parser stands at the item's brace. */
  interface Item {
    void read(JsonInput in) throws IOException;
  }

  /**
   * Reads the object that is the whole document.
   *
   * @param lists reader of the items of each list, by name; other lists and objects are skipped
   */
  Fields document(Map<String, Item> lists) throws IOException {
    if (next() != JsonToken.START_OBJECT) {
      throw new MalformedDocument("expected a JSON object");
    }
    Fields fields = object(lists);
    if (next() != null) {
      throw new MalformedDocument("expected nothing after the JSON object");
    }
    return fields;
  }

  /** Reads the object at whose brace the parser stands. */
  Fields object(Map<String, Item> lists) throws IOException {
    Map<String, Object> fields = new HashMap<>();
    while (next() == JsonToken.FIELD_NAME) {
      String name = parsed(JsonParser::currentName);
      next();
      Object value = value(name, lists.get(name));
      if (value != null && fields.put(name, value) != null) {
        throw new MalformedDocument("\"" + name + "\" occurs twice");
      }
      if (fields.size() > MOST_FIELDS) {
        throw new MalformedDocument("an object has more than %d fields".formatted(MOST_FIELDS));
      }
    }
    return new Fields(fields);
  }

  /**
   * Makes a value of the fields that were read; an exception of the factory means a malformed
   * document.
   */
  static <T> T checked(Fields fields, Function<Fields, T> factory) {
    try {
      return factory.apply(fields);
    } catch (MalformedDocument e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MalformedDocument("a field cannot be read: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private @Nullable Object value(String name, @Nullable Item item) throws IOException {
    JsonToken token = parser.currentToken();
    if (item != null && token != JsonToken.VALUE_NULL) {
      list(name, token, item);
      return Fields.SKIPPED;
    }
    return switch (token) {
      case VALUE_STRING -> parsed(JsonParser::getText);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parsed(JsonParser::getNumberValue);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> {
        parsed(JsonParser::skipChildren);
        yield Fields.SKIPPED;
      }
    };
  }

  private void list(String name, JsonToken token, Item item) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw Fields.expected(name, "a list");
    }
    while (next() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw Fields.expected(name, "a list of objects");
      }
      item.read(this);
    }
  }

  private JsonToken next() throws IOException {
    return parsed(JsonParser::nextToken);
  }

  private interface Step<T> {
    T of(JsonParser parser) throws IOException;
  }

  private <T> T parsed(Step<T> step) throws IOException {
    try {
      return step.of(parser);
    } catch (StreamConstraintsException e) {
      throw new MalformedDocument("too long or too deep: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new MalformedDocument("no JSON object: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw undecoded(e);
    } catch (RuntimeException e) {
      throw new MalformedDocument("no JSON object: " + e);
    }
  }

  /** Bytes that look like UTF-32 and are not: the document's failure, though no JSON exception. */
  private static MalformedDocument undecoded(CharConversionException e) {
    return new MalformedDocument("no JSON object: " + Failures.message(e));
  }
}
