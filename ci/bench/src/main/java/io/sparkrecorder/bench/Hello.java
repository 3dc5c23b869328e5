package io.sparkrecorder.bench;

/** The smallest possible JVM program: prints one line and waits. */
public final class Hello {
  private Hello() {}

  public static void main(String[] args) throws InterruptedException {
    System.err.println("hello");
    Thread.sleep(Long.MAX_VALUE);
  }
}
