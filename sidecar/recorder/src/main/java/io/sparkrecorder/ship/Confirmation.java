package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.s3.model.ObjectEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Compares the objects that a manifest names with a listing of the bucket, by key and size. Holds
 * eight bytes per object: a hash with a secret seed.
 */
final class Confirmation {
  private static final long PRIME = 0x100000001b3L;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final long[] expected;
  private final BitSet seen;

  private Confirmation(List<EntryView> pods) throws IOException {
    Hashes hashes = new Hashes();
    for (EntryView pod : pods) {
      pod.files((_, file) -> file.key().ifPresent(key -> hashes.add(hash(key, size(file)))));
    }
    expected = hashes.sorted();
    seen = new BitSet(expected.length);
  }

  /** Expects the objects that these pods' entries name; none of them is seen yet. */
  static Confirmation of(List<EntryView> pods) throws IOException {
    return new Confirmation(pods);
  }

  /** Notes the objects of a listing. */
  void saw(Stream<ObjectEntry> listing) {
    listing.forEach(
        object -> {
          int at = Arrays.binarySearch(expected, hash(object.key(), object.bytes()));
          if (at >= 0) {
            seen.set(at);
          }
        });
  }

  boolean all() {
    return seen.cardinality() == expected.length;
  }

  /** The files of a pod that the manifest calls stored but that were not seen. */
  BitSet unseen(EntryView pod) throws IOException {
    BitSet unseen = new BitSet();
    pod.files(
        (index, file) -> {
          boolean there =
              file.key().isEmpty()
                  || seen.get(Arrays.binarySearch(expected, hash(file.key().get(), size(file))));
          if (!there) {
            unseen.set(index);
          }
        });
    return unseen;
  }

  private static long size(ManifestFile file) {
    return file.file().bytes();
  }

  private long hash(String key, long bytes) {
    long hash = seed;
    for (byte next : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ next) * PRIME;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ bytes) * 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 32;
    return hash * PRIME;
  }

  /** A list of numbers without an object per number. */
  private static final class Hashes {
    private long[] all = new long[64];
    private int count;

    void add(long hash) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = hash;
    }

    /** Two pods may name one object, if it holds the same bytes. */
    long[] sorted() {
      long[] sorted = Arrays.copyOf(all, count);
      Arrays.sort(sorted);
      int distinct = 0;
      for (int next = 0; next < sorted.length; next++) {
        if (distinct == 0 || sorted[next] != sorted[distinct - 1]) {
          sorted[distinct++] = sorted[next];
        }
      }
      return Arrays.copyOf(sorted, distinct);
    }
  }
}
