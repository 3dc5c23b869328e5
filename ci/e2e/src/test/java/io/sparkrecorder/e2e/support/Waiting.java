package io.sparkrecorder.e2e.support;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** How long a cluster may take, everywhere. */
public final class Waiting {
  private Waiting() {}

  public static ConditionFactory eventually(String what) {
    return eventually(what, Duration.ofMinutes(2));
  }

  public static ConditionFactory eventually(String what, Duration atMost) {
    return await(what).atMost(atMost).pollInterval(Duration.ofMillis(250));
  }
}
