import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small agent of a user: counts into the file of the property {@code counting.output}. */
public final class CountingAgent {
  private CountingAgent() {}

  /** Called by the JVM before its main class. */
  public static void premain(String options, Instrumentation instrumentation) throws IOException {
    Writer out = Files.newBufferedWriter(Path.of(System.getProperty("counting.output")));
    Thread counter = new Thread(() -> count(out), "counting-agent");
    counter.setDaemon(true);
    counter.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> write(out, "end\n")));
  }

  private static void count(Writer out) {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      write(out, i + "\n");
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void write(Writer out, String line) {
    try {
      out.write(line);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
