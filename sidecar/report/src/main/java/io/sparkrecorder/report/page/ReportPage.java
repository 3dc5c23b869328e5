package io.sparkrecorder.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Assembles the report's page from its resources. A page is one self-contained file, or HTML beside
 * {@code page.js}, {@code page.css} and {@code profile.json.gz} where a content security policy
 * forbids inline scripts.
 */
public final class ReportPage {
  /** Load order: a script uses only scripts above it. */
  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "dom.js",
          "profile.js",
          "tree.js",
          "diff.js",
          "state.js",
          "pods.js",
          "strip.js",
          "filters.js",
          "flame.js",
          "treegrid.js",
          "top.js",
          "charts.js",
          "downloads.js",
          "main.js");

  private ReportPage() {}

  /**
   * Returns one HTML file that needs nothing else.
   *
   * @param gzippedJson the page data, gzipped
   */
  public static String selfContained(byte[] gzippedJson) {
    return fill(
        "<style>\n" + stylesheet() + "</style>",
        "",
        "<script type=\"application/octet-stream\" id=\"spark-recorder-data\">"
            + Base64.getEncoder().encodeToString(gzippedJson)
            + "</script>\n<script>\n"
            + script()
            + "</script>");
  }

  /**
   * Returns the HTML that loads {@code page.js}, {@code page.css} and {@code profile.json.gz} from
   * its own folder.
   */
  public static String external() {
    return fill(
        "<link rel=\"stylesheet\" href=\"page.css\">",
        " data-src=\"profile.json.gz\"",
        "<script src=\"page.js\"></script>");
  }

  /** Returns {@code page.js}: all scripts in their load order. */
  public static String script() {
    return SCRIPTS.stream().map(ReportPage::resource).collect(Collectors.joining("\n"));
  }

  /** Returns {@code page.css}. */
  public static String stylesheet() {
    return resource("page.css");
  }

  private static String fill(String styles, String source, String scripts) {
    return resource("page.html")
        .replace("{{styles}}", styles)
        .replace("{{source}}", source)
        .replace("{{scripts}}", scripts);
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The report's jar has no " + name + ": build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
