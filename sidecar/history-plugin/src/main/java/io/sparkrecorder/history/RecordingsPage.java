package io.sparkrecorder.history;

import java.util.Optional;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.WebUIPage;
import scala.collection.immutable.Seq;
import scala.xml.Node;

/**
 * The page "Recordings". Each of Spark's lines calls one of the two methods; the other one names a
 * class that this line does not have, and is never linked.
 */
final class RecordingsPage extends WebUIPage {
  private final RecordingsTab tab;
  private final SparkUI ui;
  private final Application application;

  RecordingsPage(RecordingsTab tab, SparkUI ui, Application application) {
    super("");
    this.tab = tab;
    this.ui = ui;
    this.application = application;
  }

  @Override
  public Seq<Node> render(javax.servlet.http.HttpServletRequest request) {
    return page(request, request.getParameter(ExecutorId.PARAMETER));
  }

  /** Overrides the method of Spark 4, where the request is Jakarta's. */
  public Seq<Node> render(jakarta.servlet.http.HttpServletRequest request) {
    return page(request, request.getParameter(ExecutorId.PARAMETER));
  }

  private Seq<Node> page(Object request, String executor) {
    boolean ended = ui.store().applicationInfo().attempts().head().completed();
    String html =
        new PageText(application, SparkPages.prependBaseUri(request, tab.data()))
            .write(ended, () -> SparkPages.executors(ui), Optional.ofNullable(executor));
    return SparkPages.withHeader(request, "Recordings", html, tab);
  }
}
