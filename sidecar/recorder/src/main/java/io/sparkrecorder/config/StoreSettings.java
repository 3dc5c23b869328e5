package io.sparkrecorder.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The place where recorders meet, as commands for people know it.
 *
 * @param transport volume or bucket
 * @param root root of the shared volume; not used with {@link Transport#DIRECT}
 * @param node node that this process runs on, where it is known
 */
public record StoreSettings(Transport transport, Path root, Optional<String> node) {

  /** Reads the environment. Throws {@link BadSettings}. */
  public static StoreSettings from(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    StoreSettings settings =
        new StoreSettings(
            environment.required(RecorderSettings.TRANSPORT),
            environment.required(RecorderSettings.STORE),
            environment.optional(PodIdentity.NODE));
    environment.check();
    return settings;
  }
}
