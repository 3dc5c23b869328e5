package io.sparkrecorder.spool;

/** A set of {@link SpoolFile#fingerprint fingerprints} that takes at most 16 bytes per entry. */
public final class Fingerprints {
  private static final int FIRST_SIZE = 64;

  private long[] slots = new long[FIRST_SIZE];
  private int used;

  public boolean contains(long fingerprint) {
    return slots[slot(fingerprint)] != 0;
  }

  public void add(long fingerprint) {
    int slot = slot(fingerprint);
    if (slots[slot] != 0) {
      return;
    }
    slots[slot] = stored(fingerprint);
    if (++used * 2 > slots.length) {
      grow();
    }
  }

  private void grow() {
    long[] before = slots;
    slots = new long[before.length * 2];
    for (long fingerprint : before) {
      if (fingerprint != 0) {
        slots[slot(fingerprint)] = fingerprint;
      }
    }
  }

  /** The slot that holds the fingerprint, or the free slot where it belongs. */
  private int slot(long fingerprint) {
    long wanted = stored(fingerprint);
    int mask = slots.length - 1;
    int slot = (int) (wanted ^ wanted >>> 32) & mask;
    while (slots[slot] != 0 && slots[slot] != wanted) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Maps zero to another value, because zero marks a free slot. */
  private static long stored(long fingerprint) {
    return fingerprint == 0 ? 1 : fingerprint;
  }
}
