package io.sparkrecorder.bench.agents;

import io.sparkrecorder.bench.Project;
import io.sparkrecorder.bench.Samples;
import io.sparkrecorder.bench.Spark;
import io.sparkrecorder.testbed.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/**
 * Measures the same Spark job with each agent, as the chart sets it, interleaved with runs without
 * an agent, and prints one table. No result fails the run.
 */
public final class AgentsBench {
  private final Map<Agent, Figures> figures = new LinkedHashMap<>();
  private final Project project;
  private final Job job;

  private AgentsBench(Project project, Job job) {
    this.project = project;
    this.job = job;
    Agent.all().forEach(agent -> figures.put(agent, new Figures()));
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    String asked = System.getenv("RUNS");
    int runs = asked == null || asked.isEmpty() ? 3 : Integer.parseInt(asked);
    Project project = Project.find();
    Path folder = Files.createTempDirectory("bench-agents-");
    try {
      System.err.println("unpacking Spark's image");
      Path archive = project.root().resolve("images/spark/target/spark-4.1.tar");
      Job job = new Job(Spark.unpack(archive, folder.resolve("spark")), folder);
      AgentsBench bench = new AgentsBench(project, job);
      for (int run = 1; run <= runs; run++) {
        bench.round(run);
      }
      System.out.print(bench.table());
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
  }

  /** Each agent once. The order alternates, as a machine gets slower or faster over time. */
  private void round(int run) throws IOException, InterruptedException {
    List<Agent> agents = new ArrayList<>(figures.keySet());
    Map<Agent, Job.Cost> costs = new LinkedHashMap<>();
    for (Agent agent : run % 2 == 1 ? agents : agents.reversed()) {
      Job.Cost cost = job.run(Chart.of(project, agent));
      System.err.printf(
          Locale.ROOT,
          "run %d, %s: %.1f s, CPU %.1f s%n",
          run,
          agent.name(),
          cost.wallSeconds(),
          cost.cpuSeconds());
      costs.put(agent, cost);
    }
    Job.Cost none = Objects.requireNonNull(costs.get(Agent.NONE), "every round has one without");
    figures.forEach(
        (agent, all) -> Optional.ofNullable(costs.get(agent)).ifPresent(it -> all.add(it, none)));
  }

  private Table table() {
    Table table =
        new Table("agent", "CPU time", "against none", "wall time", "against none", "recorded");
    figures.forEach((agent, of) -> table.row(of.cells(agent.name())));
    return table;
  }

  /** The figures of one agent. Ratios are those of runs of the same round. */
  private static final class Figures {
    private final Samples cpu = new Samples();
    private final Samples cpuRatio = new Samples();
    private final Samples wall = new Samples();
    private final Samples wallRatio = new Samples();
    private final Samples bytesPerMinute = new Samples();

    void add(Job.Cost cost, Job.Cost none) {
      cpu.add(cost.cpuSeconds());
      cpuRatio.add(cost.cpuSeconds() / none.cpuSeconds());
      wall.add(cost.wallSeconds());
      wallRatio.add(cost.wallSeconds() / none.wallSeconds());
      bytesPerMinute.add(cost.bytesPerMinute());
    }

    String[] cells(String name) {
      return new String[] {
        name,
        cpu.text("s", 1),
        cpuRatio.text("", 3),
        wall.text("s", 1),
        wallRatio.text("", 3),
        String.format(Locale.ROOT, "%,.0f kB/min", bytesPerMinute.median() / 1_000)
      };
    }
  }
}
