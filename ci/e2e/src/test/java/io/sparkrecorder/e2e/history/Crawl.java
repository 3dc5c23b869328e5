package io.sparkrecorder.e2e.history;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Every page, asset and redirect of a site that can be reached from some of its pages without
 * leaving its prefix, and their problems.
 */
final class Crawl {
  private static final Pattern SORTED = Pattern.compile("[?&.](?:sort|page|pageSize)=");

  private final Web web;
  private final URI root;
  private final Deque<URI> open = new ArrayDeque<>();
  private final Set<URI> seen = new LinkedHashSet<>();
  private final Set<String> ordered = new LinkedHashSet<>();
  private final Set<URI> repeated = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private int redirects;

  private Crawl(Web web, URI root) {
    this.web = web;
    this.root = root;
  }

  /**
   * Goes everywhere.
   *
   * @param root with a slash at its end: where the site begins
   * @param from paths below it
   */
  static Crawl of(Web web, URI root, List<String> from) {
    Crawl crawl = new Crawl(web, root);
    from.forEach(path -> crawl.add(root.resolve(path)));
    while (!crawl.open.isEmpty()) {
      crawl.visit(crawl.open.poll());
    }
    return crawl;
  }

  /** The addresses of all requests. */
  Set<URI> seen() {
    return seen;
  }

  int redirects() {
    return redirects;
  }

  /** Answers that were no page, and each redirect or link that leaves the prefix. */
  List<String> problems() {
    return problems;
  }

  private void visit(URI uri) {
    HttpResponse<String> answer = web.get(uri);
    Optional<String> location = answer.headers().firstValue("location");
    if (answer.statusCode() / 100 == 3 && location.isPresent()) {
      redirects++;
      follow(uri, location.get());
    } else if (answer.statusCode() != 200) {
      problems.add(uri + ": " + answer.statusCode());
    } else if (isHtml(answer)) {
      Links.of(answer.body()).forEach(link -> link(uri, link));
    }
  }

  private void follow(URI from, String location) {
    URI to = from.resolve(location);
    if (to.equals(from)) {
      again(from);
    } else if (isBelow(to)) {
      add(to);
    } else {
      problems.add(from + " redirects to " + location);
    }
  }

  /** A server that has just loaded an application sends its visitor there once more. */
  private void again(URI uri) {
    if (repeated.add(uri)) {
      open.addFirst(uri);
    } else {
      problems.add(uri + " redirects to itself again and again");
    }
  }

  private void link(URI page, String link) {
    URI to = page.resolve(link);
    if (isBelow(to)) {
      add(to);
    } else if (root.getAuthority().equals(to.getAuthority())) {
      problems.add(page + " links to " + link);
    }
  }

  private void add(URI uri) {
    URI page = URI.create(uri.toString().replaceFirst("#.*", ""));
    // Orders of a table's rows are many, and alike.
    boolean isOrder = SORTED.matcher(page.toString()).find();
    if ((!isOrder || ordered.add(page.getPath())) && seen.add(page)) {
      open.add(page);
    }
  }

  /** Scheme, host and port, and the prefix. */
  private boolean isBelow(URI uri) {
    return uri.toString().startsWith(root.toString());
  }

  private static boolean isHtml(HttpResponse<String> answer) {
    return answer.headers().firstValue("content-type").orElse("").startsWith("text/html");
  }
}
