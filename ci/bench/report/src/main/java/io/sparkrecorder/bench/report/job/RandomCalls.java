package io.sparkrecorder.bench.report.job;

import java.util.SplittableRandom;

/** Methods that call each other in an order that a random number decides. */
final class RandomCalls {
  private static final int DEPTH = 40;
  private static final int BITS = 2;

  private RandomCalls() {}

  /** Descends this often; the result depends on every call. */
  static long run(long seed, int times) {
    SplittableRandom random = new SplittableRandom(seed);
    long sum = 0;
    for (int time = 0; time < times; time++) {
      sum += next(random.nextLong(), DEPTH);
    }
    return sum;
  }

  private static long next(long choice, int depth) {
    if (depth == 0) {
      return work(choice);
    }
    long rest = Long.rotateRight(choice, BITS);
    return switch ((int) (choice & 3)) {
      case 0 -> parse(rest, depth - 1);
      case 1 -> join(rest, depth - 1);
      case 2 -> hash(rest, depth - 1);
      default -> merge(rest, depth - 1);
    };
  }

  private static long parse(long choice, int depth) {
    return next(choice, depth) + 1;
  }

  private static long join(long choice, int depth) {
    return next(choice, depth) ^ depth;
  }

  private static long hash(long choice, int depth) {
    return next(choice, depth) * 31;
  }

  private static long merge(long choice, int depth) {
    return next(choice, depth) - choice;
  }

  /** Allocates as well, so that allocation has the same stacks. */
  private static long work(long choice) {
    StringBuilder text = new StringBuilder();
    for (int number = 0; number < 20; number++) {
      text.append(choice + number);
    }
    return text.toString().hashCode();
  }
}
