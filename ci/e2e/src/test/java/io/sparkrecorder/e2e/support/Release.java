package io.sparkrecorder.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One release of one of the project's charts. */
public final class Release {
  private final Helm helm;
  private final String name;
  private final String chart;
  private final String namespace;

  public Release(String name, String chart, String namespace) {
    this(new Helm(), name, chart, namespace);
  }

  public Release(Helm helm, String name, String chart, String namespace) {
    this.helm = helm;
    this.name = name;
    this.chart = chart;
    this.namespace = namespace;
  }

  /**
   * {@code helm upgrade --install}, without anything that makes it easier.
   *
   * @param values contents of values files, the later one wins; those of the last call when none
   */
  public Helm.Ran upgrade(String... values) {
    return in(withValues(List.of("upgrade", "--install", name, "charts/" + chart), values));
  }

  /** The same with a chart that lies elsewhere, such as another version of it. */
  public Helm.Ran upgradeTo(Path other, String... values) {
    return in(withValues(List.of("upgrade", "--install", name, other.toString()), values));
  }

  /** The same with the chart that a registry has. */
  public Helm.Ran upgradeFrom(Registry registry, String... values) {
    List<String> command = new ArrayList<>(List.of("upgrade", "--install", name));
    command.addAll(registry.chart(chart));
    return in(withValues(command, values));
  }

  /** {@code helm template}: gives the folder of the manifests, which nobody applies. */
  public Path render(String... values) {
    Path folder = Project.target().resolve(namespace).resolve(name);
    List<String> command =
        List.of("template", name, "charts/" + chart, "--output-dir", folder.toString());
    in(withValues(command, values)).orFail();
    return folder.resolve(chart.substring(chart.lastIndexOf('/') + 1)).resolve("templates");
  }

  /** {@code helm test}: the chart's own. */
  public Helm.Ran test() {
    return in(List.of("test", name, "--timeout", "3m"));
  }

  public Helm.Ran uninstall() {
    return in(List.of("uninstall", name, "--ignore-not-found", "--wait"));
  }

  public boolean isThere() {
    return in(List.of("status", name)).worked();
  }

  private List<String> withValues(List<String> command, String... values) {
    List<String> all = new ArrayList<>(command);
    for (int file = 0; file < values.length; file++) {
      all.addAll(List.of("--values", saved(values[file], file).toString()));
    }
    return all;
  }

  private Helm.Ran in(List<String> command) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--namespace", namespace));
    return helm.run(all);
  }

  /** Values stay for a person who looks for the reason of a failure. */
  private Path saved(String values, int number) {
    try {
      Path folder = Files.createDirectories(Project.target().resolve(namespace));
      return Files.writeString(folder.resolve(name + "-" + number + ".yaml"), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
