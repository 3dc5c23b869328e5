package io.sparkrecorder.store;

import org.jspecify.annotations.Nullable;

/**
 * Maps each source to the file that it went into. Keeps 128 bits of a hash in place of each
 * identity: there may be tens of thousands in a small heap, and an identity is longer than a file's
 * name.
 */
final class SourceIndex {
  private static final int FIRST_SIZE = 64;
  private static final long PRIME = 0x100000001B3L;

  /** Two hashes for each slot. */
  private long[] hashes = new long[2 * FIRST_SIZE];

  /** The file's name for each slot; null if the slot is free. */
  private String[] names = new String[FIRST_SIZE];

  private int used;

  /** The name of the file that this source went into; null if the source is unknown. */
  @Nullable String get(String from) {
    return names[slot(hash(from, 0xCBF29CE484222325L), hash(from, 0x9E3779B97F4A7C15L))];
  }

  void put(String from, String name) {
    if (put(hash(from, 0xCBF29CE484222325L), hash(from, 0x9E3779B97F4A7C15L), name)) {
      used++;
    }
    if (used * 4 > names.length * 3) {
      grow();
    }
  }

  private boolean put(long one, long two, String name) {
    int slot = slot(one, two);
    boolean isNew = names[slot] == null;
    hashes[2 * slot] = one;
    hashes[2 * slot + 1] = two;
    names[slot] = name;
    return isNew;
  }

  private void grow() {
    long[] oldHashes = hashes;
    String[] oldNames = names;
    hashes = new long[2 * oldHashes.length];
    names = new String[2 * oldNames.length];
    for (int slot = 0; slot < oldNames.length; slot++) {
      if (oldNames[slot] != null) {
        put(oldHashes[2 * slot], oldHashes[2 * slot + 1], oldNames[slot]);
      }
    }
  }

  /** The slot that has these hashes, or the free slot for them. */
  private int slot(long one, long two) {
    int mask = names.length - 1;
    int slot = (int) one & mask;
    while (names[slot] != null && (hashes[2 * slot] != one || hashes[2 * slot + 1] != two)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** FNV-1a, with the bits mixed at the end so that any of them can choose a slot. */
  private static long hash(String text, long seed) {
    long hash = seed;
    for (int at = 0; at < text.length(); at++) {
      hash = (hash ^ text.charAt(at)) * PRIME;
    }
    hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
    return hash ^ hash >>> 33;
  }
}
