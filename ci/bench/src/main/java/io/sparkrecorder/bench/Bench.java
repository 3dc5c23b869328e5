package io.sparkrecorder.bench;

import io.sparkrecorder.testbed.Table;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures real recorders in processes of their own and prints one table. A figure above its budget
 * is marked but does not fail the run.
 */
public final class Bench {
  private static final Budget IDLE = Budget.megabytes(45);
  private static final Budget UPLOADING = Budget.megabytes(96);
  private static final Budget START = Budget.of(200, Unit.MILLISECONDS);
  private static final Budget CPU = Budget.of(0.5, Unit.PERCENT);
  private static final Budget MEMORY = Budget.none(Unit.MEMORY);

  private final int runs;
  private final Path folder;
  private final Project project;
  private final VersityGateway server;
  private final AtomicInteger pods = new AtomicInteger();
  private final Table table =
      new Table("figure", "budget", "recorder: median (min..max)", "", "peer");

  private Bench(int runs, Path folder, Project project, VersityGateway server) {
    this.runs = runs;
    this.folder = folder;
    this.project = project;
    this.server = server;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = Integer.parseInt(System.getenv().getOrDefault("RUNS", "3"));
    Path folder = Files.createTempDirectory("bench-");
    try (VersityGateway server = VersityGateway.start(folder.resolve("s3"))) {
      Bench bench = new Bench(runs, folder, Project.find(), server);
      bench.idle();
      bench.uploads(Work.BIG);
      bench.uploads(Work.SMALL);
      System.out.print(bench.table);
    } finally {
      Uploads.delete(folder);
    }
  }

  private void idle() throws IOException, InterruptedException {
    Jvm thin = Jvm.thin(project);
    Jvm shaded = Jvm.shaded(project);
    Jvm cached = AotCache.trained(thin, folder);
    Bucket bucket = Bucket.make(server, "idle");
    Idle executor = new Idle(() -> Pod.executor(next()).start(thin));
    Idle driver = new Idle(() -> Pod.driver(next(), bucket).start(thin));
    Idle shadedExecutor = new Idle(() -> Pod.executor(next()).start(shaded));
    Idle cachedExecutor = new Idle(() -> Pod.executor(next()).start(cached));
    Idle plainExecutor = new Idle(() -> Pod.executor(next()).start(thin.withoutFlags()));
    Idle hello = new Idle(() -> hello(Jvm.hello(project)));
    Idle plainHello = new Idle(() -> hello(Jvm.hello(project).withoutFlags()));
    List<Idle> all =
        List.of(executor, driver, shadedExecutor, cachedExecutor, plainExecutor, hello, plainHello);
    say("starting %d of each, then watching them idle for 40 s".formatted(runs));
    for (int run = 0; run < runs; run++) {
      for (Idle idle : all) {
        idle.start();
      }
    }
    Idle.measure(all);

    String least = "hello world, same flags: " + hello.resident.text(Unit.MEMORY);
    String plain = "hello world, no flags: " + plainHello.resident.text(Unit.MEMORY);
    row("executor idle, RSS, thin jars", IDLE, executor.resident, least);
    row("  of that anonymous", MEMORY, executor.anonymous, hello.anonymous.text(Unit.MEMORY));
    row("executor idle, RSS, recorder.jar", IDLE, shadedExecutor.resident, least);
    row("executor idle, RSS, thin jars, AOT cache", MEMORY, cachedExecutor.resident, least);
    row("  of that anonymous", MEMORY, cachedExecutor.anonymous, "");
    row("executor idle, RSS, thin jars, no flags", MEMORY, plainExecutor.resident, plain);
    row("driver idle, RSS, thin jars", MEMORY, driver.resident, least);
    row("executor idle, CPU", CPU, executor.cpu, hello.cpu.text(Unit.PERCENT));
    row("driver idle, CPU", CPU, driver.cpu, hello.cpu.text(Unit.PERCENT));
    String quickest = "hello world, same flags: " + hello.start.text(Unit.MILLISECONDS);
    row("executor, start to first scan, thin jars", START, executor.start, quickest);
    row("executor, start to first scan, recorder.jar", START, shadedExecutor.start, quickest);
    row("executor, start to first scan, AOT cache", START, cachedExecutor.start, quickest);
    row("driver, start to first scan, thin jars", START, driver.start, quickest);
  }

  private void uploads(Work work) throws IOException, InterruptedException {
    Uploads uploads = new Uploads(project, Jvm.thin(project), work);
    for (int run = 0; run < runs; run++) {
      say("uploading " + work.name());
      uploads.run(folder, server, run);
    }
    Unit unit = Transfer.unit(work);
    String s5cmd = "s5cmd: ";
    row(
        "driver uploads " + work.name() + ", peak RSS",
        UPLOADING,
        uploads.recorder.peak,
        s5cmd + uploads.s5cmd.peak.text(Unit.MEMORY));
    row(
        "  its speed",
        Budget.none(unit),
        uploads.recorder.speed(work),
        s5cmd + uploads.s5cmd.speed(work).text(unit));
    row("executor drains " + work.name() + ", peak RSS", MEMORY, uploads.drain.peak, "");
    row("  its speed", Budget.none(unit), uploads.drain.speed(work), "");
  }

  private void row(String figure, Budget budget, Samples recorder, String peer) {
    table.row(
        figure,
        budget.text(),
        recorder.text(budget.unit()),
        budget.verdict(recorder.median()),
        peer);
  }

  private Path next() {
    return folder.resolve("idle-" + pods.incrementAndGet());
  }

  private static Measured hello(Jvm jvm) {
    return Measured.start(jvm.builder(), "hello");
  }

  private static void say(String what) {
    System.err.println(what);
  }
}
