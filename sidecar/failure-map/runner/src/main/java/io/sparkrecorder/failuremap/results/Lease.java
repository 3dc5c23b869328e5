package io.sparkrecorder.failuremap.results;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Lets one runner at a time work on an experiment. Each runner creates an object with the next
 * number, which only one of them can, and renews it while it lives. An object that is not renewed
 * for a while belongs to a dead runner. No clocks are compared.
 */
public final class Lease implements AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(5);

  /** The first request of a runner loads classes, which takes long on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** Limit in bytes of a document that is read; a lease has less than 300. */
  private static final int LARGEST = 16 << 10;

  private final ObjectStore store;
  private final String folder;
  private final int number;
  private final Map<String, Object> fields;
  private final Thread renewal;
  private boolean closed;

  private Lease(
      ObjectStore store, String folder, int number, Map<String, Object> fields, Runnable lost) {
    this.store = store;
    this.folder = folder;
    this.number = number;
    this.fields = fields;
    this.renewal = Thread.ofVirtual().name("lease").unstarted(() -> renew(lost));
  }

  /**
   * Takes the lease, or waits until it is clear that its holder is dead.
   *
   * @param prefix of the experiment's keys
   * @param host of this runner, for people
   * @param says is told why it waits
   * @param lost called once if another runner has taken the lease
   * @return empty if another runner is alive
   */
  public static Optional<Lease> take(
      ObjectStore store, String prefix, String host, Consumer<String> says, Runnable lost)
      throws IOException, InterruptedException {
    String folder = prefix + "/lease/";
    int last = last(store, folder);
    if (last > 0 && isHeld(store, key(folder, last), says)) {
      return Optional.empty();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("owner", UUID.randomUUID().toString());
    fields.put("host", host);
    fields.put("pid", ProcessHandle.current().pid());
    Lease lease = new Lease(store, folder, last + 1, fields, lost);
    return switch (BucketResults.create(store, key(folder, last + 1), lease.content(0))) {
      case PutResult.Stored _, PutResult.AlreadyThere _ -> {
        lease.renewal.start();
        yield Optional.of(lease);
      }
      case PutResult.Conflict _ -> Optional.empty();
      case PutResult.Failed(Problem problem) -> throw new S3Problem(problem);
    };
  }

  private static int last(ObjectStore store, String folder) {
    return store
        .list(folder, Deadline.in(PATIENCE))
        .map(ObjectEntry::key)
        .map(key -> key.substring(folder.length()).replace(".json", ""))
        .filter(name -> name.matches("\\d{1,9}"))
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(0);
  }

  private static boolean isHeld(ObjectStore store, String key, Consumer<String> says)
      throws IOException, InterruptedException {
    byte[] before = content(store, key);
    if (isReleased(before)) {
      return false;
    }
    says.accept(
        "another failure-map run may be alive (%s): waiting %d s for a sign of it"
            .formatted(holder(before), SILENCE.toSeconds()));
    long give = System.nanoTime() + SILENCE.toNanos();
    while (System.nanoTime() < give) {
      Thread.sleep(BEAT.dividedBy(2));
      byte[] now = content(store, key);
      if (!Arrays.equals(before, now)) {
        return !isReleased(now);
      }
    }
    return false;
  }

  private static byte[] content(ObjectStore store, String key) {
    return store.document(key, LARGEST, Deadline.in(PATIENCE)).orElse(new byte[0]);
  }

  private static boolean isReleased(byte[] content) {
    return Boolean.TRUE.equals(parsed(content).get("released"));
  }

  private static String holder(byte[] content) {
    Map<String, Object> fields = parsed(content);
    return "%s, process %s"
        .formatted(fields.getOrDefault("host", "unknown"), fields.getOrDefault("pid", "unknown"));
  }

  /** The fields of a lease; none if it cannot be read, so that only its changes count. */
  private static Map<String, Object> parsed(byte[] content) {
    try {
      return content.length == 0 ? Map.of() : JSON.std.mapFrom(content);
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static String key(String folder, int number) {
    return folder + "%06d.json".formatted(number);
  }

  private byte[] content(long beat) {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.put("beat", beat);
    return Documents.json(all);
  }

  private void renew(Runnable lost) {
    try {
      for (long beat = 1; ; beat++) {
        Thread.sleep(BEAT);
        if (!renewed(beat)) {
          lost.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A failure of S3 is no loss: without S3 no other runner takes the lease either. */
  private synchronized boolean renewed(long beat) {
    if (closed) {
      return true;
    }
    try {
      if (store.head(key(folder, number + 1), Deadline.in(BEAT)).isPresent()) {
        return false;
      }
    } catch (S3Problem e) {
      return true;
    }
    store.putDocument(key(folder, number), content(beat), Deadline.in(BEAT));
    return true;
  }

  /** Releases the lease, so that the next runner need not wait. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      renewal.interrupt();
      Map<String, Object> all = new LinkedHashMap<>(fields);
      all.put("released", true);
      store.putDocument(key(folder, number), Documents.json(all), Deadline.in(BEAT));
    }
  }
}
