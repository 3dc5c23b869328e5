package io.sparkrecorder.cli;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. A handler rather than a shutdown hook: the JVM stays whole
 * during the drain, a second signal changes nothing, and the exit code stays ours.
 *
 * <p>The JDK's class for it is in {@code jdk.unsupported}, which javac warns of in a way that
 * cannot be silenced, hence the reflection.
 */
final class Signals {
  private Signals() {}

  /**
   * @param name such as {@code TERM}
   */
  static void handle(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, _, _) -> {
                handler.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handlerType)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + " cannot be handled by this JVM", e);
    }
  }
}
