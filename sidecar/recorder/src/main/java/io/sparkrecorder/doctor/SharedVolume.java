package io.sparkrecorder.doctor;

import io.sparkrecorder.config.StoreSettings;
import io.sparkrecorder.config.Transport;
import io.sparkrecorder.config.Units;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import io.sparkrecorder.time.HangingFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Does to the shared volume all that recorders do: write, fsync, rename, and create a file only if
 * there is none. A volume that hangs is a finding, too.
 */
public final class SharedVolume implements Check {
  /** Names of the trials begin with this; an application's cannot. */
  static final String PREFIX = ".doctor-";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LITTLE = 1L << 30;
  private static final int SPARK = 185;

  /** The bits of a mode that chmod sets. */
  private static final int PERMISSIONS = 0x1ff;

  private final StoreSettings settings;
  private final Optional<Peers> peers;
  private final BlockingCalls calls;
  private final int sparkUser;

  /**
   * Touches nothing yet.
   *
   * @param peers other pods that mount the volume at the same time; empty if this pod is alone
   */
  public SharedVolume(StoreSettings settings, Optional<Peers> peers) {
    this(settings, peers, SPARK);
  }

  SharedVolume(StoreSettings settings, Optional<Peers> peers, int sparkUser) {
    this.settings = settings;
    this.peers = peers;
    this.sparkUser = sparkUser;
    this.calls = new BlockingCalls("the shared volume", PATIENCE);
  }

  @Override
  public String name() {
    return "shared volume";
  }

  @Override
  public void run(Consumer<Finding> findings) {
    if (settings.transport() == Transport.DIRECT) {
      findings.accept(Finding.skipped(name(), "the transport is direct: there is none"));
      return;
    }
    try {
      examine(findings);
    } catch (IOException e) {
      findings.accept(
          Finding.wrong(
              name(),
              "user %s cannot write to %s%s: %s"
                  .formatted(user(), settings.root(), owner(e), VolumeFixes.reason(e)),
              VolumeFixes.of(e, sparkUser)));
    }
  }

  /** The owner of the volume, if the failure is not that the volume hangs. */
  private String owner(IOException failure) {
    if (failure instanceof HangingFileSystem) {
      return "";
    }
    try {
      return call(
          () ->
              ", which belongs to %s:%s, mode %o"
                  .formatted(
                      attribute("uid"), attribute("gid"), (int) attribute("mode") & PERMISSIONS));
    } catch (IOException e) {
      return "";
    }
  }

  private Object attribute(String name) throws IOException {
    return Files.getAttribute(settings.root(), "unix:" + name);
  }

  private void examine(Consumer<Finding> findings) throws IOException {
    if (!call(() -> Files.isDirectory(settings.root()))) {
      findings.accept(
          Finding.skipped(
              name(),
              settings.root() + " does not exist on this machine",
              "helm test RELEASE --namespace NAMESPACE checks it in the cluster"));
      return;
    }
    findings.accept(call(this::written));
    findings.accept(call(this::room));
    if (peers.isPresent()) {
      peers.get().meet(findings);
    } else {
      findings.accept(
          Finding.skipped(
              "ReadWriteMany",
              "only one pod looks at the volume",
              "helm test RELEASE --namespace NAMESPACE lets two pods look"));
    }
  }

  private <T> T call(BlockingCalls.Call<T> call) throws IOException {
    return calls.call("access to " + settings.root(), Deadline.in(PATIENCE), call);
  }

  private Finding written() throws IOException {
    Path first = settings.root().resolve(PREFIX + UUID.randomUUID());
    Path second = settings.root().resolve(PREFIX + UUID.randomUUID());
    byte[] content = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    try {
      synced(first, content);
      Files.move(first, second, StandardCopyOption.ATOMIC_MOVE);
      if (!Arrays.equals(Files.readAllBytes(second), content)) {
        return broken("it gives back other bytes than were written");
      }
      if (replaces(second)) {
        return broken("it creates a file that exists already: two recorders would share one name");
      }
      return owned(second);
    } finally {
      Files.deleteIfExists(first);
      Files.deleteIfExists(second);
    }
  }

  private Finding owned(Path file) throws IOException {
    Object user = Files.getAttribute(file, "unix:uid");
    String works = "user %s writes, syncs, renames and creates files".formatted(user);
    return Integer.valueOf(sparkUser).equals(user)
        ? Finding.ok(name(), works)
        : Finding.warning(
            name(),
            works + ", but Spark's user is " + sparkUser,
            "helm test RELEASE --namespace NAMESPACE runs the check as user " + sparkUser);
  }

  private Finding broken(String how) {
    return Finding.wrong(
        name(),
        how,
        "use a file system with POSIX semantics, such as NFS 4, EFS or CephFS, not a mounted"
            + " bucket");
  }

  static void synced(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static boolean replaces(Path file) throws IOException {
    try {
      Files.createFile(file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private Finding room() throws IOException {
    long free = Files.getFileStore(settings.root()).getUsableSpace();
    String check = "shared volume: room";
    return free >= LITTLE
        ? Finding.ok(check, Units.text(free) + " are free")
        : Finding.warning(check, "only " + Units.text(free) + " are free", VolumeFixes.ROOM);
  }

  /** The id of this process's user, which has no name in the recorder's image. */
  private static Object user() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | RuntimeException e) {
      return System.getProperty("user.name", "?");
    }
  }
}
