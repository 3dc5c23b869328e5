package io.sparkrecorder.e2e.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A jar for JVMs of pods, small enough for a ConfigMap. They are older than the JVM of the tests.
 */
public final class PodJar {
  private static final String RELEASE = "11";

  private PodJar() {}

  /**
   * Compiles sources without dependencies.
   *
   * @param premain the class that is a Java agent; empty for none
   * @param sources paths from the project's root
   * @return the bytes of the jar
   */
  public static byte[] of(String premain, String... sources) {
    try {
      Path classes = Files.createTempDirectory(Files.createDirectories(Project.target()), "jar-");
      compile(classes, sources);
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      if (!premain.isEmpty()) {
        manifest.getMainAttributes().putValue("Premain-Class", premain);
      }
      ByteArrayOutputStream jar = new ByteArrayOutputStream();
      try (JarOutputStream out = new JarOutputStream(jar, manifest);
          Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
          Files.copy(file, out);
        }
      }
      return jar.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path classes, String... sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> paths = new ArrayList<>();
      Stream.of(sources).map(Project.root()::resolve).forEach(paths::add);
      List<String> options = List.of("--release", RELEASE, "-d", classes.toString());
      if (!compiler
          .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(paths))
          .call()) {
        throw new IllegalStateException("no jar:\n" + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
