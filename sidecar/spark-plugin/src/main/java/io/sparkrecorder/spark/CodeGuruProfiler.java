package io.sparkrecorder.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Amazon CodeGuru's agent, by the builder that it documents. The agent names no licence and is in
 * no public repository, so its classes are found by reflection. It reports to AWS by itself.
 */
final class CodeGuruProfiler implements Profiler {
  private static final String AGENT = "software.amazon.codeguruprofilerjavaagent.Profiler";

  private final Class<?> agent;
  private final ProfilingContext context;
  private Optional<Object> profiler = Optional.empty();

  private CodeGuruProfiler(Class<?> agent, ProfilingContext context) {
    this.agent = agent;
    this.context = context;
  }

  static boolean isPresent(ClassLoader loader) {
    try {
      Class.forName(AGENT, false, loader);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static CodeGuruProfiler of(ProfilingContext context, ClassLoader loader) throws WrongSettings {
    if (context.profilingGroupName().isEmpty()) {
      throw new WrongSettings(
          ProfilingContext.CONTEXT + ".profilingGroupName is not set: CodeGuru needs it");
    }
    try {
      return new CodeGuruProfiler(Class.forName(AGENT, false, loader), context);
    } catch (ClassNotFoundException e) {
      throw new WrongSettings(
          ProfilerSettings.PROFILER + " is codeguru, but its agent is not on the class path");
    }
  }

  @Override
  public void start() throws Exception {
    Object builder = call(agent, null, "builder");
    builder = call(builder.getClass(), builder, "profilingGroupName", context.profilingGroupName());
    builder = call(builder.getClass(), builder, "withHeapSummary", context.heapSummaryEnabled());
    Object built = call(builder.getClass(), builder, "build");
    profiler = Optional.of(built);
    call(agent, built, "start");
  }

  @Override
  public void stop() throws Exception {
    call(agent, profiler.orElseThrow(), "stop");
  }

  @Override
  public String toString() {
    return "CodeGuru, profiling group " + context.profilingGroupName();
  }

  private static Object call(
      Class<?> type, @Nullable Object target, String name, Object... arguments) throws Exception {
    try {
      return method(type, name, arguments.length).invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error) {
        throw (Error) e.getCause();
      }
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  private static Method method(Class<?> type, String name, int parameters)
      throws NoSuchMethodException {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals(name) && method.getParameterCount() == parameters)
        .findFirst()
        .orElseThrow(() -> new NoSuchMethodException(type.getName() + "." + name));
  }
}
