package io.sparkrecorder.failuremap.cli;

/** {@code failure-map}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(CommandLines.run(args, System.getenv(), System.out, System.err));
  }
}
