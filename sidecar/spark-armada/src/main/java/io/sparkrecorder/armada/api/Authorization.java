package io.sparkrecorder.armada.api;

import java.util.Optional;

/**
 * Gives the value of the header {@code authorization}, anew for each call, because tokens expire.
 */
public interface Authorization {

  /** Sends no header. */
  Authorization NONE = Optional::empty;

  /** The header's value, or nothing. */
  Optional<String> header();
}
