package io.sparkrecorder.failuremap.model;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The distribution of the build side's keys.
 *
 * @param value share of rows with the hot key, from 0 to 1, or Zipf's exponent
 */
public record Skew(Kind kind, double value) {
  /** Rows are spread evenly over the keys. */
  public static final Skew NONE = new Skew(Kind.HOT_KEY, 0);

  /** The family of the distribution. */
  public enum Kind {
    HOT_KEY("hot-key", "hot"),
    ZIPF("zipf", "zipf");

    private final String id;
    private final String prefix;

    Kind(String id, String prefix) {
      this.id = id;
      this.prefix = prefix;
    }

    /** Its name in documents and experiments. */
    public String id() {
      return id;
    }

    public static Optional<Kind> of(String id) {
      return Stream.of(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }
  }

  /** Its fields in JSON documents. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", kind.id());
    fields.put("value", value);
    return fields;
  }

  /** Short name for a cell, such as hot0.5. */
  public String label() {
    return kind.prefix + BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
