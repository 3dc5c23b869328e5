package io.sparkrecorder.ship;

import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.store.ScratchText;
import io.sparkrecorder.time.Deadline;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Copies a manifest of any length from S3 to local disk. */
public final class ManifestCopy {
  /** Largest manifest that is copied, in bytes: user code may have put an object of any size. */
  private static final long LARGEST = 256L << 20;

  private ManifestCopy() {}

  /** The reason not to copy this object; empty if it may be copied. */
  public static Optional<String> tooLarge(ObjectHead head) {
    return head.bytes() > LARGEST
        ? Optional.of("it has %d bytes, and at most %d are read".formatted(head.bytes(), LARGEST))
        : Optional.empty();
  }

  /**
   * Copies the object; empty if there is none. Throws {@link io.sparkrecorder.s3.model.S3Problem}.
   *
   * @param scratch holds this copy alone
   */
  public static Optional<ScratchText> of(
      ObjectStore s3, String key, Scratch scratch, Deadline deadline) {
    AtomicReference<ScratchText> text = new AtomicReference<>();
    boolean there =
        s3.copy(
            key,
            () -> {
              // Attempts that fail must not add up on the local disk.
              scratch.clear();
              text.set(new ScratchText(scratch));
              return text.get();
            },
            deadline);
    if (!there) {
      return Optional.empty();
    }
    ScratchText whole = Objects.requireNonNull(text.get(), "the copy of an object opens a text");
    whole.close();
    return Optional.of(whole);
  }
}
