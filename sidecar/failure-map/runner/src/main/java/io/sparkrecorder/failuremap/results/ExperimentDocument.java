package io.sparkrecorder.failuremap.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
   * @throws BadDocument if the stored one is damaged
   */
  public static List<String> store(ResultsFolder folder, Map<String, ?> experiment)
      throws IOException {
    byte[] json = Documents.json(experiment);
    if (!Files.exists(folder.experiment())) {
      ResultsFolder.write(folder.experiment(), json);
      return List.of();
    }
    Map<String, Object> stored = read(folder);
    Map<String, Object> asked = JSON.std.mapFrom(json);
    List<String> names = new ArrayList<>(new LinkedHashMap<>(asked).keySet());
    stored.keySet().stream().filter(name -> !asked.containsKey(name)).forEach(names::add);
    return names.stream()
        .filter(name -> !MAY_DIFFER.contains(name))
        .filter(name -> !Objects.equals(stored.get(name), asked.get(name)))
        .toList();
  }

  /**
   * Reads the stored experiment.
   *
   * @return no fields if none is stored
   * @throws BadDocument if it is damaged
   */
  public static Map<String, Object> read(ResultsFolder folder) throws IOException {
    try {
      return JSON.std.mapFrom(ResultsFolder.content(folder.experiment()));
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (JsonProcessingException e) {
      throw new BadDocument("no JSON object of an experiment: " + e.getOriginalMessage(), e);
    }
  }
}
