package io.sparkrecorder.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The stand-in for Undo's agent, which needs a licence. See {@code lr4j_stand_in.c}.
 *
 * @param library the agent's library
 */
public record UndoAgent(Path library) {
  private static final String SOURCE = "sidecar/undo-callback/src/test/c/lr4j_stand_in.c";

  /** The message with which a test is skipped if there is no C compiler. */
  public static final String NEEDS_COMPILER =
      "the stand-in for Undo's agent needs a C compiler: no `cc` on the PATH";

  /**
   * Compiles the agent with the system's C compiler.
   *
   * @param folder receives the library
   * @param jdk a JDK with the headers of JNI and JVMTI
   * @return the agent, or empty without a C compiler
   */
  public static Optional<UndoAgent> build(Path folder, Path jdk) throws IOException {
    if (!hasCompiler()) {
      return Optional.empty();
    }
    Path library = folder.resolve("lr4j_agent_x64.so");
    String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    Path headers = jdk.resolve("include");
    Process cc =
        new ProcessBuilder(
                List.of(
                    "cc",
                    "-std=gnu11",
                    "-shared",
                    "-fPIC",
                    "-O1",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-I" + headers,
                    "-I" + headers.resolve(os),
                    "-o",
                    library.toString(),
                    ProjectFolder.find().root().resolve(SOURCE).toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (cc.onExit().join().exitValue() != 0) {
      throw new IOException("the stand-in does not compile:\n" + said);
    }
    return Optional.of(new UndoAgent(library));
  }

  private static boolean hasCompiler() {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, "cc"))
        .anyMatch(Files::isExecutable);
  }

  /** The recording of this many bytes that the agent writes. */
  public static byte[] recording(int bytes) {
    byte[] recording = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      recording[i] = (byte) (i ^ i >> 8 ^ i >> 16);
    }
    return recording;
  }

  /**
   * The environment of a JVM whose agent writes this many bytes, and pauses halfway while a file
   * exists.
   *
   * @param hold the file
   */
  public static Map<String, String> environment(int bytes, Path hold) {
    return Map.of(
        "LR4J_STAND_IN_BYTES", Integer.toString(bytes), "LR4J_STAND_IN_HOLD", hold.toString());
  }

  /** Makes a jar of one class, which may come from a folder of classes. */
  public static Path jarOf(Class<?> type, Path jar) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (var bytes = type.getResourceAsStream("/" + name);
        var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(name));
      bytes.transferTo(out);
    }
    return jar;
  }
}
