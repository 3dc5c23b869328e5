package io.sparkrecorder.testbed.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/**
 * Runs inside a recorded JVM and executes the commands on its standard input, one per line: {@code
 * emit <count>} (prints the last number), {@code run <word>} (starts a process with this argument
 * and prints its exit code), {@code out-of-memory}, {@code crash}, {@code exit-by <code>} (calls
 * {@code System.exit}), {@code exit} (returns from main).
 */
public final class Workload {
  private static final int PAYLOAD = 300;

  private final Random random = new Random(1);
  private final PrintStream answers;
  private long next;

  private Workload(PrintStream answers) {
    this.answers = answers;
  }

  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    new Workload(System.out).obey(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  /** Makes the class usable as a Java agent that ignores its options. */
  public static void premain(String options) {}

  private void obey(InputStreamReader input) throws IOException, ReflectiveOperationException {
    answers.println("ready");
    BufferedReader orders = new BufferedReader(input);
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      if (order.startsWith("emit ")) {
        emit(Integer.parseInt(order.substring("emit ".length())));
      } else if (order.startsWith("run ")) {
        run(order.substring("run ".length()));
      } else if (order.equals("out-of-memory")) {
        runOutOfMemory();
      } else if (order.equals("crash")) {
        crash();
      } else if (order.startsWith("exit-by ")) {
        System.exit(Integer.parseInt(order.substring("exit-by ".length())));
      } else {
        return;
      }
    }
  }

  private void emit(int count) {
    byte[] noise = new byte[PAYLOAD];
    for (int i = 0; i < count; i++) {
      random.nextBytes(noise);
      Seq event = new Seq();
      event.number = next++;
      event.payload = Base64.getEncoder().encodeToString(noise);
      event.commit();
    }
    answers.println(next - 1);
  }

  private void run(String word) throws IOException {
    answers.println(new ProcessBuilder("true", word).start().onExit().join().exitValue());
  }

  private static void runOutOfMemory() {
    Object[] kept = {};
    while (true) {
      kept = new Object[] {kept, new long[1 << 20]};
    }
  }

  /** Writes to address 0, like broken native code. */
  private static void crash() throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field instance = type.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    type.getMethod("putLong", long.class, long.class).invoke(instance.get(null), 0L, 0L);
  }
}
