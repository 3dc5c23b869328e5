package io.sparkrecorder.history;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.status.AppStatusStore;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils$;
import org.apache.spark.ui.WebUIPage;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction0;
import scala.xml.Node;
import scala.xml.Unparsed;

/** Calls methods of Spark's pages whose parameters differ between 3.5 and 4.3. */
final class SparkPages {
  private static final UIUtils$ UTILS = UIUtils$.MODULE$;

  private SparkPages() {}

  /** Puts a page's content below Spark's header and tabs. */
  @SuppressWarnings("unchecked") // both lines of Scala return a Seq of nodes
  static Seq<Node> withHeader(Object request, String title, String html, SparkUITab tab) {
    Method method = method(UTILS.getClass(), "headerSparkPage");
    Object[] arguments = defaults(method, 4);
    arguments[0] = request;
    arguments[1] = title;
    arguments[2] =
        new AbstractFunction0<Seq<Node>>() {
          @Override
          public Seq<Node> apply() {
            return Scala.of(new Unparsed(html));
          }
        };
    arguments[3] = tab;
    return (Seq<Node>) call(UTILS, method, arguments);
  }

  /** The path in browsers: with the prefix that a gateway takes away. */
  static String prependBaseUri(Object request, String path) {
    return (String) call(UTILS, method(UTILS.getClass(), "prependBaseUri"), request, path, "");
  }

  /** Adds a servlet, of the kind that this Spark's server takes. */
  static void attachServlet(SparkUI ui, String path, Responder responder)
      throws ReflectiveOperationException {
    boolean jakarta =
        Arrays.stream(WebUIPage.class.getMethods())
            .filter(method -> method.getName().equals("render"))
            .anyMatch(method -> method.getParameterTypes()[0].getName().startsWith("jakarta."));
    // By name: a literal class would be loaded on the other line too.
    Object servlet =
        Class.forName(
                SparkPages.class.getPackage().getName()
                    + (jakarta ? ".JakartaServlet" : ".JavaxServlet"))
            .getDeclaredConstructor(Responder.class)
            .newInstance(responder);
    Method attach =
        Arrays.stream(SparkUI.class.getMethods())
            .filter(method -> method.getName().equals("attachHandler"))
            .filter(method -> method.getParameterCount() == 3)
            .findFirst()
            .orElseThrow(() -> new NoSuchMethodException("SparkUI.attachHandler"));
    attach.invoke(ui, path, servlet, "/*");
  }

  /** The executors that Spark knows, the dead ones too; each line of Scala returns another Seq. */
  static Iterable<ExecutorSummary> executors(SparkUI ui) {
    AppStatusStore store = ui.store();
    Object found = call(store, method(store.getClass(), "executorList"), false);
    Iterator<?> executors = ((scala.collection.Iterable<?>) found).iterator();
    List<ExecutorSummary> all = new ArrayList<>();
    while (executors.hasNext()) {
      all.add((ExecutorSummary) executors.next());
    }
    return all;
  }

  private static Method method(Class<?> type, String name) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Spark has no " + name));
  }

  /** Scala's default values of all parameters from this one on. */
  private static Object[] defaults(Method method, int from) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int at = from; at < arguments.length; at++) {
      String name = method.getName() + "$default$" + (at + 1);
      arguments[at] = call(UTILS, method(UTILS.getClass(), name));
    }
    return arguments;
  }

  private static Object call(Object target, Method method, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(method.getName() + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
