package io.sparkrecorder.report.read;

import java.util.Optional;

/**
 * The part of a recording that is asked for.
 *
 * @param from first moment in milliseconds
 * @param to last moment in milliseconds
 * @param stage number of the only stage of interest, also where it shares samples
 */
public record Scope(long from, long to, Optional<Integer> stage) {
  public static final Scope ALL = new Scope(Long.MIN_VALUE, Long.MAX_VALUE, Optional.empty());

  boolean covers(long epochMs) {
    return epochMs >= from && epochMs <= to;
  }
}
