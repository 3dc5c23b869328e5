package io.sparkrecorder.report.missing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkrecorder.report.cli.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a command in a JVM of its own, with the options of the launcher. */
final class SmallProcess {
  private static final String RESIDENT = "VmHWM:";

  private SmallProcess() {}

  /** The output of a command, and the most memory that its process had. */
  record Ran(String out, long residentKilobytes) {}

  static Ran run(ReportBed bed, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "@" + Path.of("src/main/jvm/report.jvmopts").toAbsolutePath(),
                "-Daws.accessKeyId=" + bed.gateway().accessKey(),
                "-Daws.secretAccessKey=" + bed.gateway().secretKey(),
                "-cp",
                System.getProperty("java.class.path"),
                SmallProcess.class.getName()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(bed.environment());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    long resident =
        out.lines()
            .filter(line -> line.startsWith(RESIDENT))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElseThrow(() -> new AssertionError(out));
    return new Ran(out, resident);
  }

  public static void main(String[] words) throws Exception {
    Commands.Ran ran = Commands.run(System.getenv(), words);
    System.out.print(ran.out() + ran.err());
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(RESIDENT))
        .forEach(System.out::println);
  }
}
