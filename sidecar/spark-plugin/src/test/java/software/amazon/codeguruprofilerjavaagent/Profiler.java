package software.amazon.codeguruprofilerjavaagent;

import java.util.function.BiFunction;

/**
 * Stands in for CodeGuru's agent, which is in no public repository: the same public builder.
 * Reports to the endpoint of {@link ReportingAgent} unless a test puts another agent in.
 */
public final class Profiler {
  /** The agent behind the builder. */
  public interface Agent {
    void start() throws Exception;

    void stop() throws Exception;
  }

  /** Takes the profiling group and whether the heap is summarized. */
  public static volatile BiFunction<String, Boolean, Agent> agents =
      (group, heapSummary) -> new ReportingAgent(group);

  private final Agent agent;
  private volatile boolean running;

  private Profiler(Agent agent) {
    this.agent = agent;
  }

  public static Builder builder() {
    return new Builder();
  }

  public void start() throws Exception {
    agent.start();
    running = true;
  }

  public void stop() throws Exception {
    agent.stop();
    running = false;
  }

  public boolean isRunning() {
    return running;
  }

  /** Of the agent's documentation. */
  public static final class Builder {
    private String group;
    private boolean heapSummary;

    private Builder() {}

    public Builder profilingGroupName(String name) {
      group = name;
      return this;
    }

    public Builder withHeapSummary(boolean enabled) {
      heapSummary = enabled;
      return this;
    }

    public Profiler build() {
      return new Profiler(agents.apply(group, heapSummary));
    }
  }
}
