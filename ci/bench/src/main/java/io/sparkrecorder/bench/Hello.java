package io.sparkrecorder.bench;

/** The least that a JVM can cost: says one line and waits. */
public final class Hello {
  private Hello() {}

  public static void main(String[] args) throws InterruptedException {
    System.err.println("hello");
    Thread.sleep(Long.MAX_VALUE);
  }
}
