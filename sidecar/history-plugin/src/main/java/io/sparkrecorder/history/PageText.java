package io.sparkrecorder.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.status.api.v1.ExecutorSummary;

/** Writes the content of the page "Recordings", which needs no script. */
final class PageText {
  /** Files that a page lists. An executor that the address names is listed in any case. */
  static final int MOST_FILES = 5_000;

  private final Application application;
  private final String data;
  private final Html html = new Html();

  /**
   * @param data address of the servlet for downloads
   */
  PageText(Application application, String data) {
    this.application = application;
    this.data = data;
  }

  /**
   * Writes the page.
   *
   * @param ended whether the application has ended
   * @param executors those that Spark knows; asked for only while there is no manifest
   * @param asked id of the executor that the address names
   */
  String write(
      boolean ended, Supplier<Iterable<ExecutorSummary>> executors, Optional<String> asked) {
    Optional<String> executor = ExecutorId.of(asked);
    html.raw("<link rel=\"stylesheet\" href=\"").text(data).raw("/style.css\"/>");
    html.raw("<div id=\"recordings\">");
    if (application.folder().isEmpty()) {
      headline("There are no recordings.");
      html.element(
          "p",
          "The recorder accepts no application id such as \""
              + application.id()
              + "\": letters, digits, dots, hyphens and underscores only.");
    } else {
      documents(ended, executors, executor);
    }
    return html.raw("</div>").toString();
  }

  private void documents(
      boolean ended, Supplier<Iterable<ExecutorSummary>> executors, Optional<String> executor) {
    boolean isFound = false;
    try {
      long[] kept = {0};
      Optional<Manifest> manifest = application.manifest(pod -> keep(pod, executor, kept));
      isFound = manifest.isPresent();
      if (!isFound) {
        nothing(ended);
      } else {
        found(manifest.orElseThrow(), ended, executor);
      }
    } catch (Unreadable e) {
      headline("The recordings cannot be shown.");
      html.element("p", e.getMessage() + ".");
      address();
    }
    if (!isFound && !ended) {
      new ExecutorsText(html, application).write(executors.get(), executor);
    }
  }

  /** Keeps the files of the executor that was asked for, and of others up to a number. */
  private static boolean keep(Manifest.Pod pod, Optional<String> executor, long[] kept) {
    boolean asked = executor.isPresent() && executor.orElseThrow().equals(pod.executorId);
    if (!asked && kept[0] + pod.fileCount > MOST_FILES) {
      return false;
    }
    kept[0] += pod.fileCount;
    return true;
  }

  private void nothing(boolean ended) {
    if (ended) {
      headline("There are no recordings.");
      html.raw("<p>This application has no manifest. Check these causes:</p><ul>")
          .element("li", "The recorder was off: its pods had no container \"recorder\".")
          .element(
              "li", "The recorder of the driver was lost. The reaper writes the manifest later.")
          .element("li", "The recorder has another bucket or prefix than this server.")
          .raw("</ul>");
    } else {
      headline("There are no recordings yet.");
      html.element(
          "p",
          "The application is still running, and the recorder of each pod collects its recordings."
              + " The recorder of the driver writes the manifest when the driver ends. Files reach S3"
              + " then too, or with RECORDER_TRANSPORT=direct while their pod runs. If the manifest"
              + " never appears, the recorder was off.");
    }
    address();
  }

  private void found(Manifest manifest, boolean ended, Optional<String> executor) {
    verdict(manifest, ended);
    executor.ifPresent(id -> asked(manifest, id));
    report(executor);
    pods(manifest, executor);
    files(manifest, executor);
    skipped(manifest);
    legend();
  }

  private void verdict(Manifest manifest, boolean ended) {
    String there =
        count(manifest.files, "file")
            + ", "
            + size(manifest.bytes)
            + ", of "
            + count(manifest.pods, "pod");
    if (manifest.complete) {
      headline("The recordings are complete.");
      html.element("p", "Every recorded byte is in S3: " + there + ".");
    } else if (manifest.provisional()) {
      headline("The recordings are still being uploaded.");
      html.element(
          "p",
          (ended ? "" : "The application has not ended. ")
              + "In S3 by now: "
              + there
              + ". Reload the page later."
              + " If this stays so, the driver was lost, and the reaper uploads the rest.");
    } else {
      headline("The recordings are not complete.");
      html.element("p", "In S3: " + there + ".");
      missing(manifest);
    }
    html.element("p", "The recorder wrote this manifest at " + manifest.written + ".");
    address();
  }

  /** Lists what is missing and why. */
  private void missing(Manifest manifest) {
    html.raw("<ul>");
    if (!manifest.reason.isEmpty()) {
      html.element("li", "The list of pods may not be all: " + manifest.reason + ".");
    }
    if (manifest.missingFiles > 0) {
      html.element(
          "li", count(manifest.missingFiles, "known file") + " did not reach S3, see below.");
    }
    for (String state : List.of("partial", "missing")) {
      List<String> labels =
          manifest.listed.stream()
              .filter(pod -> pod.state.equals(state))
              .map(pod -> pod.label() + (pod.reason.isEmpty() ? "" : " (" + pod.reason + ")"))
              .collect(Collectors.toList());
      if (!labels.isEmpty()) {
        html.element(
            "li",
            (state.equals("partial")
                    ? "Recorders ended before they had moved everything: "
                    : "Pods were seen, and left nothing: ")
                + few(labels)
                + ".");
      }
    }
    html.raw("</ul>");
  }

  private static String few(List<String> labels) {
    int most = 20;
    return labels.size() <= most
        ? String.join(", ", labels)
        : String.join(", ", labels.subList(0, most)) + " and " + (labels.size() - most) + " more";
  }

  private void asked(Manifest manifest, String id) {
    List<Manifest.Pod> pods =
        manifest.listed.stream()
            .filter(pod -> pod.executorId.equals(id))
            .collect(Collectors.toList());
    html.raw("<p class=\"asked\">");
    if (pods.isEmpty()) {
      html.text("The manifest has no executor " + id + ".");
    } else {
      Manifest.Pod pod = pods.get(0);
      html.raw("<a href=\"#executor-")
          .text(id)
          .raw("\">Executor ")
          .text(id)
          .raw("</a> is marked: ");
      html.text(
          pod.state
              + (pod.reason.isEmpty() ? "" : ", " + pod.reason)
              + (pod.exitCode.isEmpty() ? "" : ", exit code " + pod.exitCode)
              + ", "
              + count(pod.fileCount, "file")
              + ".");
      if (pods.size() > 1) {
        html.text(" " + pods.size() + " pods had this id, one after the other.");
      }
    }
    html.raw("</p>");
  }

  private void report(Optional<String> executor) {
    html.raw("<h4 id=\"report\">Report</h4>");
    try {
      Optional<ReportIndex> report = application.report();
      if (report.isEmpty()) {
        html.raw("<p>There is no report of this application. This command makes one: <code>")
            .text("recorder report " + application.id() + " --upload")
            .raw("</code></p>");
      } else {
        report(report.orElseThrow(), executor);
      }
    } catch (Unreadable e) {
      html.element("p", e.getMessage() + ".");
    }
  }

  /** Links the report's files and frames its page, which takes the executor from its address. */
  private void report(ReportIndex report, Optional<String> executor) {
    String page = address(ReportIndex.PAGE) + executor.map(id -> "?executor=" + id).orElse("");
    html.raw("<p>");
    if (report.hasPage()) {
      html.raw("<a href=\"").text(page).raw("\">Open the report alone</a>. ");
    }
    if (!report.headline().isEmpty()) {
      html.text(report.headline()).raw(" ");
    }
    html.text("Written at " + report.written() + ". Files: ");
    String separator = "";
    for (Map.Entry<String, Long> file : report.files().entrySet()) {
      html.raw(separator).raw("<a href=\"").text(address(file.getKey())).raw("\">");
      html.text(file.getKey()).raw("</a> (").text(size(file.getValue())).raw(")");
      separator = ", ";
    }
    html.raw("</p>");
    if (report.hasPage()) {
      html.raw("<iframe class=\"report\" title=\"Report of the recordings\"")
          .raw(" sandbox=\"allow-scripts allow-downloads\" src=\"")
          .text(page)
          .raw("\"></iframe>");
    }
  }

  private String address(String reportFile) {
    return data + "/report/" + reportFile;
  }

  private void pods(Manifest manifest, Optional<String> executor) {
    html.raw("<h4>Pods</h4>");
    html.table(
        "Pods", "Pod", "State", "Ended by", "Exit code", "Started", "Sealed", "Node", "Files");
    Set<String> anchors = new HashSet<>();
    for (Manifest.Pod pod : manifest.listed) {
      html.raw("<tr").raw(isAsked(pod, executor) ? " class=\"asked\"" : "");
      if (anchors.add(pod.label())) {
        html.raw(" id=\"").text(pod.label()).raw("\"");
      }
      html.raw(" data-pod=\"").text(pod.uid).raw("\"><th scope=\"row\">").text(pod.label());
      html.raw("<div class=\"name\">").text(pod.name).raw("</div></th>");
      html.cell(pod.state).cell(pod.reason).cell(pod.exitCode).cell(pod.started).cell(pod.sealed);
      html.cell(pod.node).cell(filesOf(pod)).raw("</tr>");
    }
    html.endTable();
  }

  private static boolean isAsked(Manifest.Pod pod, Optional<String> executor) {
    return executor.isPresent() && executor.orElseThrow().equals(pod.executorId);
  }

  private static String filesOf(Manifest.Pod pod) {
    String there = (pod.fileCount - pod.missing) + ", " + size(pod.bytes);
    return pod.missing == 0 ? there : there + "; " + pod.missing + " missing";
  }

  private void files(Manifest manifest, Optional<String> executor) {
    html.raw("<h4>Files</h4>");
    long unlisted = 0;
    html.table("Files", "Pod", "File", "Format", "State", "Size", "Note");
    for (Manifest.Pod pod : manifest.listed) {
      unlisted += pod.fileCount - pod.files.size();
      for (int at = 0; at < pod.files.size(); at++) {
        file(pod, at, isAsked(pod, executor));
      }
    }
    html.endTable();
    if (unlisted > 0) {
      html.element(
          "p",
          count(unlisted, "further file")
              + " are not listed here. Add ?executor=ID to the address to see those of an executor,"
              + " or type: recorder ls "
              + application.id());
    }
  }

  private void file(Manifest.Pod pod, int at, boolean asked) {
    Manifest.File file = pod.files.get(at);
    html.raw(asked ? "<tr class=\"asked\">" : "<tr>").cell(pod.label());
    html.raw("<th scope=\"row\">");
    if (file.key.isEmpty()) {
      html.text(file.name);
    } else {
      String name = FileNames.ofDownload(pod, file);
      html.raw("<a href=\"")
          .text(data + "/file/" + pod.uid + "/" + at + "/" + name)
          .raw("\" download=\"")
          .text(name)
          .raw("\">")
          .text(file.name)
          .raw("</a>");
    }
    html.raw("</th>").cell(file.format);
    html.cell(file.key.isEmpty() ? "not in S3" : file.state).cell(size(file.size));
    List<String> notes = new ArrayList<>(List.of(file.missing, file.note));
    notes.removeIf(String::isEmpty);
    html.cell(String.join("; ", notes)).raw("</tr>");
  }

  private void skipped(Manifest manifest) {
    List<String> entries = new ArrayList<>();
    for (Manifest.Pod pod : manifest.listed) {
      pod.skipped.forEach((name, why) -> entries.add(pod.label() + ": " + name + " (" + why + ")"));
    }
    if (!entries.isEmpty()) {
      html.raw("<h4>Not taken as files</h4><ul>");
      entries.stream().limit(MOST_FILES).forEach(entry -> html.element("li", entry));
      html.raw("</ul>");
    }
  }

  private void legend() {
    html.raw("<h4>States</h4><dl>");
    String[][] states = {
      {"whole", "The file is as its agent ended it."},
      {"salvaged", "Its JVM died. Everything up to the last flush is there and can be read."},
      {"torn", "It ends in the middle of something, or cannot be read."},
      {"unverified", "Nothing proves that its agent ended it, as its format cannot be checked."},
      {"sealed", "The pod's recorder moved everything and said so."},
      {"partial", "The pod's recorder ended before everything was moved."},
      {"missing", "The pod was seen, and nothing of it reached the store."},
      {"never-started", "The pod was requested, and its JVM never ran."}
    };
    for (String[] state : states) {
      html.element("dt", state[0]).element("dd", state[1]);
    }
    html.raw("</dl>");
  }

  private void headline(String sentence) {
    html.raw("<p class=\"headline\"><strong>").text(sentence).raw("</strong></p>");
  }

  private void address() {
    application
        .folder()
        .ifPresent(
            folder -> html.raw("<p>Folder: <code>").text(folder.address()).raw("</code></p>"));
  }

  private static String count(long number, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
  }

  /** A size for people, with one digit behind the point from a kilobyte on. */
  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double size = bytes;
    String unit = "";
    for (String next : List.of("kB", "MB", "GB", "TB", "PB")) {
      if (size < 999.95 && !unit.isEmpty()) {
        break;
      }
      size /= 1_000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, unit);
  }
}
