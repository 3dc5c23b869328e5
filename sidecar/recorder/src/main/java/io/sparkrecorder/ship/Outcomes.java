package io.sparkrecorder.ship;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The progress of each file of one pod on its way to S3: one byte per file, and none once all are
 * in S3 under their intended keys.
 */
final class Outcomes {
  private static final byte WAITING = 0;
  private static final byte QUEUED = 1;
  private static final byte AT_KEY = 2;
  private static final byte AT_FALLBACK = 3;
  private static final byte LISTED = 4;

  private static final byte ELSEWHERE = 5;

  /** Codes from here on are reasons. */
  private static final int FIRST_REASON = 6;

  private static final int MOST_REASONS = 100;
  private static final String OTHER = "it could not be sent; the recorder's log says why";

  /** Null if every file is at its key, or at the place in the list. */
  private byte @Nullable [] codes;

  private final int files;
  private final byte all;
  private int open;
  private List<String> reasons = List.of();
  private Map<Integer, String> elsewhere = Map.of();

  private Outcomes(int files, byte all) {
    this.files = files;
    this.all = all;
    if (all == WAITING) {
      codes = new byte[files];
      open = files;
    }
  }

  /** Outcomes of files to send. */
  static Outcomes waiting(int files) {
    return new Outcomes(files, files == 0 ? AT_KEY : WAITING);
  }

  /** Outcomes of files whose places are in the list itself. */
  static Outcomes listed(int files) {
    return new Outcomes(files, LISTED);
  }

  private Outcomes(Outcomes other) {
    this.files = other.files;
    this.all = other.all;
    this.codes = other.codes == null ? null : other.codes.clone();
    this.open = other.open;
    this.reasons = List.copyOf(other.reasons);
    this.elsewhere = Map.copyOf(other.elsewhere);
  }

  /** The state of a file. */
  sealed interface Outcome {
    /** The file waits or is being sent. */
    record Open() implements Outcome {}

    record AtKey() implements Outcome {}

    /** Other bytes had its key, so it is under the one that bears the pod's uid. */
    record AtFallback() implements Outcome {}

    /** An earlier recorder chose another key. */
    record Elsewhere(String key) implements Outcome {}

    /** The list names its place. */
    record Listed() implements Outcome {}

    record Left(String why) implements Outcome {}
  }

  private static final Outcome OPEN = new Outcome.Open();
  private static final Outcome KEY = new Outcome.AtKey();
  private static final Outcome FALLBACK = new Outcome.AtFallback();
  private static final Outcome AS_LISTED = new Outcome.Listed();

  synchronized Outcome of(int index) {
    byte code = codes == null ? done() : codes[index];
    return switch (code) {
      case WAITING, QUEUED -> OPEN;
      case AT_KEY -> KEY;
      case AT_FALLBACK -> FALLBACK;
      case LISTED -> AS_LISTED;
      case ELSEWHERE -> new Outcome.Elsewhere(elsewhere.getOrDefault(index, ""));
      default -> new Outcome.Left(reasons.get((code & 0xff) - FIRST_REASON));
    };
  }

  /** Marks a file as queued; returns false if it is queued or decided already. */
  synchronized boolean queue(int index) {
    if (codes == null || codes[index] != WAITING) {
      return false;
    }
    codes[index] = QUEUED;
    return true;
  }

  synchronized void atKey(int index) {
    decide(index, AT_KEY);
  }

  synchronized void atFallback(int index) {
    decide(index, AT_FALLBACK);
  }

  synchronized void elsewhere(int index, String key) {
    elsewhere = new HashMap<>(elsewhere);
    elsewhere.put(index, key);
    decide(index, ELSEWHERE);
  }

  synchronized void left(int index, String why) {
    decide(index, (byte) (FIRST_REASON + reason(why)));
  }

  /** Notes that a file which was thought to be in S3 is missing: it waits again. */
  synchronized void lost(int index) {
    byte[] each = expanded();
    if (each[index] != WAITING && each[index] != QUEUED) {
      open++;
    }
    each[index] = WAITING;
  }

  /** Lets all files that could not be sent wait once more; returns whether there were any. */
  synchronized boolean reopen() {
    if (codes == null) {
      return false;
    }
    int before = open;
    for (int index = 0; index < codes.length; index++) {
      if ((codes[index] & 0xff) >= FIRST_REASON) {
        codes[index] = WAITING;
        open++;
      }
    }
    return open > before;
  }

  /** Tells whether nothing waits or is being sent. */
  synchronized boolean decided() {
    return open == 0;
  }

  /** Tells whether every file is in S3. */
  synchronized boolean allStored() {
    if (open > 0) {
      return false;
    }
    for (int index = 0; codes != null && index < codes.length; index++) {
      if ((codes[index] & 0xff) >= FIRST_REASON) {
        return false;
      }
    }
    return true;
  }

  synchronized Outcomes snapshot() {
    return codes == null ? this : new Outcomes(this);
  }

  /** A copy with a reason for every file that still waits. */
  synchronized Outcomes closed(String why) {
    Outcomes copy = snapshot();
    if (copy.codes != null) {
      for (int index = 0; index < copy.codes.length; index++) {
        if (copy.codes[index] == WAITING || copy.codes[index] == QUEUED) {
          copy.left(index, why);
        }
      }
    }
    return copy;
  }

  private void decide(int index, byte code) {
    byte[] each = expanded();
    if (each[index] == WAITING || each[index] == QUEUED) {
      open--;
    }
    each[index] = code;
    if (open == 0 && allAtKey(each)) {
      codes = null;
    }
  }

  private byte[] expanded() {
    byte[] each = codes;
    if (each == null) {
      each = new byte[files];
      Arrays.fill(each, done());
      codes = each;
    }
    return each;
  }

  private byte done() {
    return all == LISTED ? LISTED : AT_KEY;
  }

  private boolean allAtKey(byte[] each) {
    for (byte code : each) {
      if (code != done()) {
        return false;
      }
    }
    return true;
  }

  private int reason(String why) {
    int known = reasons.indexOf(why);
    if (known >= 0) {
      return known;
    }
    if (reasons.size() == MOST_REASONS) {
      return MOST_REASONS - 1;
    }
    reasons = new ArrayList<>(reasons);
    reasons.add(reasons.size() == MOST_REASONS - 1 ? OTHER : why);
    return reasons.size() - 1;
  }
}
