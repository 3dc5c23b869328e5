package io.sparkrecorder.failuremap.results;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A column of an exported table.
 *
 * @param name ends with the unit, if the values have one
 * @param value gives an object of the type's class, or null if the value is not known
 */
record Column<T>(String name, Type type, Function<T, @Nullable Object> value) {
  /** The type of the values, in CSV and in Parquet. */
  enum Type {
    /** {@link String}. */
    TEXT,
    /** {@link Long}. */
    INTEGER,
    /** {@link Double}. */
    REAL,
    /** {@link Boolean}. */
    FLAG,
    /** {@link Instant}, to the millisecond. */
    TIME
  }

  /** A text; the empty text counts as not known. */
  static <T> Column<T> text(String name, Function<T, String> value) {
    return new Column<>(
        name,
        Type.TEXT,
        row -> {
          String text = value.apply(row);
          return text.isEmpty() ? null : text;
        });
  }

  static <T> Column<T> integer(String name, ToLongFunction<T> value) {
    return new Column<>(name, Type.INTEGER, value::applyAsLong);
  }

  /** A measured quantity that is 0 if it was not measured. */
  static <T> Column<T> measured(String name, ToLongFunction<T> value) {
    return new Column<>(
        name,
        Type.INTEGER,
        row -> {
          long measured = value.applyAsLong(row);
          return measured == 0 ? null : measured;
        });
  }

  static <T> Column<T> optionalInteger(String name, Function<T, OptionalInt> value) {
    return new Column<>(
        name,
        Type.INTEGER,
        row -> {
          OptionalInt number = value.apply(row);
          return number.isPresent() ? (long) number.getAsInt() : null;
        });
  }

  static <T> Column<T> real(String name, ToDoubleFunction<T> value) {
    return new Column<>(name, Type.REAL, value::applyAsDouble);
  }

  static <T> Column<T> flag(String name, Predicate<T> value) {
    return new Column<>(name, Type.FLAG, value::test);
  }

  static <T> Column<T> time(String name, Function<T, Instant> value) {
    return new Column<>(name, Type.TIME, value::apply);
  }

  static <T> Column<T> optionalTime(String name, Function<T, Optional<Instant>> value) {
    return new Column<>(name, Type.TIME, row -> value.apply(row).orElse(null));
  }
}
