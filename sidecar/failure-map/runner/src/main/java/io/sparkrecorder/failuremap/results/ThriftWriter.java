package io.sparkrecorder.failuremap.results;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Writes structures in Thrift's compact protocol, which Parquet's headers and footer use. */
final class ThriftWriter {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int SHORT_LIST = 14;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Integer> outerFields = new ArrayDeque<>();
  private int lastField;

  /** Returns one whole structure. */
  static byte[] struct(Consumer<ThriftWriter> fields) {
    ThriftWriter writer = new ThriftWriter();
    writer.body(fields);
    return writer.out.toByteArray();
  }

  void flag(int field, boolean value) {
    header(field, value ? TRUE : FALSE);
  }

  void i32(int field, int value) {
    header(field, I32);
    zigzag(value);
  }

  void i64(int field, long value) {
    header(field, I64);
    zigzag(value);
  }

  void text(int field, String value) {
    header(field, BINARY);
    binary(value);
  }

  void struct(int field, Consumer<ThriftWriter> fields) {
    header(field, STRUCT);
    body(fields);
  }

  void i32List(int field, int... values) {
    listHeader(field, I32, values.length);
    for (int value : values) {
      zigzag(value);
    }
  }

  void textList(int field, List<String> values) {
    listHeader(field, BINARY, values.size());
    values.forEach(this::binary);
  }

  void structList(int field, List<Consumer<ThriftWriter>> values) {
    listHeader(field, STRUCT, values.size());
    values.forEach(this::body);
  }

  private void body(Consumer<ThriftWriter> fields) {
    outerFields.push(lastField);
    lastField = 0;
    fields.accept(this);
    out.write(0);
    lastField = outerFields.pop();
  }

  /** Parquet's structures number their fields below 16, so that the difference fits four bits. */
  private void header(int field, int type) {
    out.write(((field - lastField) << 4) | type);
    lastField = field;
  }

  private void listHeader(int field, int type, int size) {
    header(field, LIST);
    if (size <= SHORT_LIST) {
      out.write((size << 4) | type);
    } else {
      out.write(0xF0 | type);
      varint(size);
    }
  }

  private void binary(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
