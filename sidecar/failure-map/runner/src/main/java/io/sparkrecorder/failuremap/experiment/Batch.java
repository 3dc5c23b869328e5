package io.sparkrecorder.failuremap.experiment;

import io.sparkrecorder.failuremap.model.Shape;
import java.util.List;

/** Tries that one application makes in their order. */
public record Batch(Shape shape, List<Attempt> attempts) {
  public Batch {
    attempts = List.copyOf(attempts);
  }
}
