package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.report.page.ReportPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the report: one HTML file with its styles, scripts and figures. The findings are in the
 * HTML itself; scripts draw the map from the figures.
 */
public final class MapPage {
  /** Shared with the page of recordings: tokens of colour, tables, formats of numbers. */
  private static final String SHARED = "/io/sparkrecorder/report/page/";

  /** Load order: a script uses only scripts above it. */
  private static final List<String> SCRIPTS =
      List.of(
          SHARED + "format.js",
          SHARED + "dom.js",
          "chart.js",
          "details.js",
          "grid.js",
          "cliff.js",
          "cost.js",
          "table.js",
          "map.js");

  private MapPage() {}

  /** Returns the page. */
  public static byte[] of(FailureMap map) {
    return resource("map.html")
        .replace("{{styles}}", resource(SHARED + "page.css") + resource("map.css"))
        .replace(
            "{{scripts}}",
            SCRIPTS.stream().map(MapPage::resource).collect(Collectors.joining("\n")))
        .replace("{{data}}", Base64.getEncoder().encodeToString(gzip(PageData.json(map))))
        .replace("{{facts}}", facts(map))
        .replace("{{findings}}", findings(map))
        .replace("{{title}}", escaped(map.experiment().id()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String facts(FailureMap map) {
    ExperimentSummary it = map.experiment();
    return Stream.of(
            it.created().isEmpty() ? "" : "made " + it.created(),
            it.spark().isEmpty() ? "" : "Spark " + it.spark(),
            it.java().isEmpty() ? "" : "Java " + it.java(),
            it.machine(),
            "seed " + it.seed())
        .filter(fact -> !fact.isEmpty())
        .map(MapPage::escaped)
        .collect(Collectors.joining(" · "));
  }

  private static String findings(FailureMap map) {
    return map.findings().stream()
        .map(finding -> "<li>" + escaped(FindingText.of(finding)) + "</li>")
        .collect(Collectors.joining("\n"));
  }

  /** Escapes text for HTML. Braces cannot become a placeholder of a later replacement. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("{", "&#123;");
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String resource(String name) {
    Class<?> owner = name.startsWith(SHARED) ? ReportPage.class : MapPage.class;
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "The jar of failure-map has no " + name + ": build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
