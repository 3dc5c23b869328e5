package io.sparkrecorder.report.profile;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The rows of a report by pod. All pods have their own, or in a large application some have, in
 * front, and the others share the last one.
 */
public final class OwnRows {
  /** Every pod has its own row. */
  public static final OwnRows ALL = new OwnRows(new int[0], 0);

  private final int[] rows;
  private final int own;

  private OwnRows(int[] rows, int own) {
    this.rows = rows;
    this.own = own;
  }

  /** Gives own rows to these of the pods. */
  static OwnRows of(BitSet owners, int pods) {
    int[] rows = new int[pods];
    Arrays.fill(rows, owners.cardinality());
    int next = 0;
    for (int pod = owners.nextSetBit(0); pod >= 0; pod = owners.nextSetBit(pod + 1)) {
      rows[pod] = next++;
    }
    return new OwnRows(rows, next);
  }

  /** The rows as {@link #toArray} gave them. */
  public static OwnRows of(int[] array) {
    return array.length == 0 ? ALL : new OwnRows(array, Arrays.stream(array).max().orElse(0));
  }

  public int[] toArray() {
    return rows.clone();
  }

  int row(int pod) {
    return pod < rows.length ? rows[pod] : pod;
  }

  boolean isOwn(int pod) {
    return pod >= rows.length || rows[pod] < own;
  }
}
