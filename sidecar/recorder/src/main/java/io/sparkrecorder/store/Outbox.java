package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pod's recorder has gathered and is on its way to S3, in the pod's own spool, where it
 * outlives a recorder that is killed. A growing file lies there in parts, so that each can go as
 * soon as the server has it; other files are linked rather than copied, for the spool is small.
 */
public final class Outbox extends PodStore {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final PodFolder folder;
  private final Map<String, Parts> growing = new HashMap<>();

  /** Growing files that are objects now, and grow no more. */
  private final Set<String> ended = new HashSet<>();

  private Outbox(PodFolder folder) throws IOException {
    super(folder);
    this.folder = folder;
  }

  /** Finds what an earlier recorder of this pod left, and goes on from there. */
  public static Outbox open(PodFolder folder) throws IOException {
    Outbox outbox = new Outbox(folder);
    outbox.recall();
    return outbox;
  }

  public PodFolder folder() {
    return folder;
  }

  /** The parts of a growing file; none for any other. */
  public synchronized List<Part> parts(String name) {
    Parts parts = growing.get(name);
    return parts == null ? List.of() : parts.list();
  }

  /** Where a part's bytes are, until they are dropped. */
  public Path part(String name, int number) {
    return folder.parts(name).resolve(Integer.toString(number));
  }

  /** The server has this part. */
  public void drop(String name, Part part) {
    delete(part(name, part.number()));
  }

  /** The server has this file, all of it. What is gathered under its name now is another one. */
  public synchronized void sent(String name) {
    if (growing.containsKey(name)) {
      ended.add(name);
      parts(name).forEach(part -> drop(name, part));
      delete(folder.parts(name));
    } else {
      delete(folder.file(name));
    }
  }

  /** A file that was sent keeps its object, so a newer one gets a name of its own. */
  @Override
  public void outdated(String name) {}

  @Override
  synchronized String growing(String name) {
    String free = name;
    for (int number = 2; !mayGrow(free); number++) {
      free = numbered(name, number);
    }
    return free;
  }

  private boolean mayGrow(String name) {
    return growing.containsKey(name) ? !ended.contains(name) : file(name).isEmpty();
  }

  @Override
  synchronized End end(String name, long bytes) {
    Parts parts = growing.getOrDefault(name, new Parts());
    return new End(part(name, parts.next()), bytes - parts.begin());
  }

  @Override
  synchronized void grew(RecordedFile file) {
    growing.computeIfAbsent(file.name(), _ -> new Parts()).grow(file.bytes(), file.crc32c());
  }

  @Override
  Copy bring(List<Slice> slices, Path temporary, Deadline deadline) throws IOException {
    if (!isBegin(slices) || !linked(slices.getFirst().source(), temporary)) {
      return Copy.of(slices, temporary, deadline);
    }
    Copy all = new Copy(0, Crc32c.EMPTY);
    try (WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream())) {
      for (Slice slice : slices) {
        all = all.then(Copy.of(slice, nowhere, deadline));
      }
    }
    return all;
  }

  /** Whether the slices are the first bytes of one file, as they are. */
  private static boolean isBegin(List<Slice> slices) {
    long end = 0;
    for (Slice slice : slices) {
      if (slice.offset() != end
          || slice.zeroAt() >= 0
          || !slice.source().equals(slices.getFirst().source())) {
        return false;
      }
      end += slice.length();
    }
    return !slices.isEmpty();
  }

  /** The kernel lets no one link what belongs to somebody else. */
  private static boolean linked(Path source, Path link) {
    try {
      Files.createLink(link, source);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("{} is copied", source, e);
      return false;
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // It is in S3; that it is here as well costs space only.
      LOG.debug("{} stays", path, e);
    }
  }
}
