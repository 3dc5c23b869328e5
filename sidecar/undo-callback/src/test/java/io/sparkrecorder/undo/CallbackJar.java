package io.sparkrecorder.undo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The module's jar, with its manifest, before Maven has made it. */
final class CallbackJar {
  private CallbackJar() {}

  static Path in(Path folder) throws IOException {
    Path jar = folder.resolve("undo-callback.jar");
    Path classes = classes();
    try (InputStream manifest = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"));
        var out = new JarOutputStream(Files.newOutputStream(jar), new Manifest(manifest))) {
      for (Class<?> type : List.of(OutputPerJvm.class, SaveCallback.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        Files.copy(classes.resolve(name), out);
      }
    }
    return jar;
  }

  private static Path classes() {
    try {
      return Path.of(
          SaveCallback.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
