package io.sparkrecorder.e2e.history;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;

/** The links and assets of an HTML page. */
final class Links {
  /** Links that change something, that a script fills in, or that lead to no page. */
  private static final Pattern LEFT_OUT =
      Pattern.compile("^(?:#|mailto:|javascript:|data:)|/kill/|\\$\\{|\\{\\{");

  /** Characters that a browser encodes before it asks for a link. */
  private static final Pattern NOT_IN_URI = Pattern.compile("[^\\x21-\\x7e]|[<>\"{}|\\\\^`]");

  private Links() {}

  /** The targets as the page writes them, ready for {@link java.net.URI#resolve(String)}. */
  static List<String> of(String html) {
    return Jsoup.parse(html).select("[href], [src]").stream()
        .flatMap(element -> Stream.of(element.attr("href"), element.attr("src")))
        .map(String::strip)
        .filter(link -> !link.isEmpty() && !LEFT_OUT.matcher(link).find())
        .map(Links::encoded)
        .toList();
  }

  private static String encoded(String link) {
    return NOT_IN_URI
        .matcher(link)
        .replaceAll(
            character ->
                URLEncoder.encode(character.group(), StandardCharsets.UTF_8).replace("+", "%20"));
  }
}
