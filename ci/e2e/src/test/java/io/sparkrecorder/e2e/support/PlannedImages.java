package io.sparkrecorder.e2e.support;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * The names of the images that the test classes of this run need. JUnit finds this class by
 * META-INF/services and tells it the classes before the first one starts.
 */
public final class PlannedImages implements TestExecutionListener {
  private static final Set<String> NAMES = new ConcurrentSkipListSet<>();

  /** The names, from all classes of the run. */
  static Set<String> names() {
    return Set.copyOf(NAMES);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    plan.getRoots().stream()
        .flatMap(root -> plan.getDescendants(root).stream())
        .flatMap(test -> test.getSource().stream())
        .filter(ClassSource.class::isInstance)
        .map(ClassSource.class::cast)
        .flatMap(source -> of(source.getJavaClass()))
        .forEach(NAMES::add);
  }

  /** The names that one test class lists. */
  static Stream<String> of(Class<?> test) {
    NeedsImages images = test.getAnnotation(NeedsImages.class);
    return images == null ? Stream.empty() : Stream.of(images.value());
  }
}
