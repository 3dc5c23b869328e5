package io.sparkrecorder.failuremap.results;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Stores the effective experiment once, and compares it with that of a later command. */
public final class ExperimentDocument {
  private static final Set<String> MAY_DIFFER = Set.of("created", "machine");

  private ExperimentDocument() {}

  /**
   * Stores the experiment if the folder has none.
   *
   * @return the names of the fields that differ from the stored one; empty if it is the same
   */
  public static List<String> store(ResultsFolder folder, Map<String, ?> experiment)
      throws IOException {
    byte[] json = Documents.json(experiment);
    if (!Files.exists(folder.experiment())) {
      ResultsFolder.write(folder.experiment(), json);
      return List.of();
    }
    Map<String, Object> stored = fields(Files.readAllBytes(folder.experiment()));
    Map<String, Object> asked = fields(json);
    List<String> names = new ArrayList<>(new LinkedHashMap<>(asked).keySet());
    stored.keySet().stream().filter(name -> !asked.containsKey(name)).forEach(names::add);
    return names.stream()
        .filter(name -> !MAY_DIFFER.contains(name))
        .filter(name -> !Objects.equals(stored.get(name), asked.get(name)))
        .toList();
  }

  private static Map<String, Object> fields(byte[] json) throws IOException {
    return JSON.std.mapFrom(json);
  }
}
