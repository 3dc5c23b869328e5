package io.sparkrecorder.history;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.Option;

/** Writes the executors of a running application, whose recordings no document lists yet. */
final class ExecutorsText {
  private static final String DRIVER = "driver";

  private final Html html;
  private final Application application;

  ExecutorsText(Html html, Application application) {
    this.html = html;
    this.application = application;
  }

  /**
   * Writes the table and the commands.
   *
   * @param asked id of the executor that the address names
   */
  void write(Iterable<ExecutorSummary> known, Optional<String> asked) {
    List<ExecutorSummary> executors = new ArrayList<>();
    known.forEach(executors::add);
    executors.sort(
        Comparator.comparing((ExecutorSummary executor) -> !executor.id().equals(DRIVER))
            .thenComparing(ExecutorSummary::addTime));
    html.element("h4", "Executors");
    asked.ifPresent(id -> marked(executors, id));
    html.table("Executors", "Executor", "State", "Host", "Added", "Removed", "Reason", "Folder");
    executors.forEach(executor -> row(executor, asked));
    html.endTable();
    commands();
  }

  private void marked(List<ExecutorSummary> executors, String id) {
    String sentence =
        executors.stream()
            .filter(executor -> executor.id().equals(id))
            .findFirst()
            .map(executor -> "Executor " + id + " is marked: " + state(executor) + ".")
            .orElse("Spark knows no executor " + id + ", or has forgotten it.");
    html.raw("<p class=\"asked\">").text(sentence).raw("</p>");
  }

  private void row(ExecutorSummary executor, Optional<String> asked) {
    boolean isAsked = asked.isPresent() && asked.orElseThrow().equals(executor.id());
    html.raw(isAsked ? "<tr class=\"asked\" id=\"" : "<tr id=\"").text(label(executor));
    html.raw("\"><th scope=\"row\">").text(label(executor)).raw("</th>");
    html.cell(state(executor)).cell(executor.hostPort()).cell(time(executor.addTime()));
    html.cell(optional(executor.removeTime()).map(ExecutorsText::time).orElse(""));
    html.cell(optional(executor.removeReason()).orElse(""));
    String folder = application.folder().map(place -> place.address(executor.id())).orElseThrow();
    html.raw("<td><code>").text(folder).raw("</code></td></tr>");
  }

  private void commands() {
    html.raw("<p>This page cannot tell which files are in S3 so far: it reads the manifest alone,");
    html.raw(" which comes at the end. This command lists them: <code>");
    html.text("recorder ls " + application.id());
    html.raw("</code>. Download everything after the end: <code>");
    html.text("recorder get " + application.id()).raw("</code></p>");
  }

  private static String label(ExecutorSummary executor) {
    return executor.id().equals(DRIVER) ? DRIVER : "executor-" + executor.id();
  }

  private static String state(ExecutorSummary executor) {
    return executor.isActive() ? "running" : "removed";
  }

  private static String time(Date date) {
    return date.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static <T> Optional<T> optional(Option<T> option) {
    return option.isDefined() ? Optional.of(option.get()) : Optional.empty();
  }
}
