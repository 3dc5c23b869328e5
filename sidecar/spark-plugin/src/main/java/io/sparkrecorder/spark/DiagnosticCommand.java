package io.sparkrecorder.spark;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The commands of jcmd, given to this JVM by itself. */
final class DiagnosticCommand {
  private static final String BEAN = "com.sun.management:type=DiagnosticCommand";

  private DiagnosticCommand() {}

  /**
   * Runs a command.
   *
   * @param name of the bean's operation, such as {@code jfrConfigure}
   * @param arguments quoted where they hold spaces or equals signs that are not jcmd's
   * @return the JVM's answer
   * @throws JMException when this JVM does not know the command
   */
  static String run(String name, String... arguments) throws JMException {
    Object answer =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName(BEAN),
                name,
                new Object[] {arguments},
                new String[] {String[].class.getName()});
    return String.valueOf(answer).trim();
  }

  static String quoted(Object argument) {
    return '"' + argument.toString() + '"';
  }
}
