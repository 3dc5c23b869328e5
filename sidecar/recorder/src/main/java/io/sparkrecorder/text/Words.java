package io.sparkrecorder.text;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes enum constants as people type them. */
public final class Words {
  private Words() {}

  /** Lower case, with hyphens: {@code SHARED_VOLUME} is {@code shared-volume}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant that is written like this. */
  public static <E extends Enum<E>> Optional<E> constant(Class<E> type, String text) {
    return Stream.of(type.getEnumConstants()).filter(it -> of(it).equals(text)).findFirst();
  }
}
