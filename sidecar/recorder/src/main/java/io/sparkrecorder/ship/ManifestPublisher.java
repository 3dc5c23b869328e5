package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestHeader;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.ManifestTotals;
import io.sparkrecorder.marker.ManifestWriter;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.store.ScratchText;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a manifest from pods' entries to local disk, and uploads it from there: the heap never
 * holds all of it, and the store is not read.
 */
final class ManifestPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestPublisher.class);

  private final String app;
  private final String namespace;
  private final AppStore store;
  private final ObjectStore s3;
  private final S3Settings settings;
  private final Scratch scratch;
  private final BlockingCalls calls;
  private final Clock clock;

  /**
   * Writes nothing yet.
   *
   * @param scratch takes one manifest at a time
   * @param calls calls that write to the store
   */
  ManifestPublisher(
      String app,
      String namespace,
      AppStore store,
      ObjectStore s3,
      S3Settings settings,
      Scratch scratch,
      BlockingCalls calls,
      Clock clock) {
    this.app = app;
    this.namespace = namespace;
    this.store = store;
    this.s3 = s3;
    this.settings = settings;
    this.scratch = scratch;
    this.calls = calls;
    this.clock = clock;
  }

  /** A manifest on local disk. */
  private record Written(ManifestHeader header, String shortfall, ScratchText text) {}

  /** Uploads a manifest that a later one replaces, to S3 alone. */
  synchronized void provisional(String reason, List<EntryView> pods, Deadline deadline) {
    try {
      Written manifest = write(Optional.of(reason), pods);
      if (send(manifest, deadline) instanceof WrittenManifest.NotInS3(_, String why)
          && !deadline.passed()) {
        LOG.warn("the provisional manifest is not in S3: {}", why);
      }
    } catch (IOException e) {
      LOG.warn("the provisional manifest could not be written: {}", e.toString());
    }
  }

  /**
   * Uploads the last manifest to S3, and keeps a copy in the store, because S3 may not accept it.
   */
  synchronized WrittenManifest last(
      Optional<String> reason, List<EntryView> pods, Deadline deadline) {
    try {
      Written manifest = write(reason, pods);
      // S3 may hang as well as the store, and neither may take the other's time.
      Thread copy =
          Thread.ofPlatform()
              .daemon()
              .name("manifest-copy")
              .start(() -> keep(manifest.text(), deadline));
      WrittenManifest sent = send(manifest, deadline);
      copy.join(deadline.left());
      return sent;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(reason, e);
    } catch (IOException e) {
      LOG.error("the manifest could not be written: {}", e.toString());
      return failed(reason, e);
    }
  }

  /**
   * Uploads the last manifest in place of one version alone, because a driver's recorder that comes
   * back late may write its own. Keeps the copy in the store only after that.
   *
   * @param before version that may be replaced; empty if there was none
   */
  synchronized WrittenManifest instead(
      Optional<String> before, Optional<String> reason, List<EntryView> pods, Deadline deadline) {
    try {
      Written manifest = write(reason, pods);
      WrittenManifest sent =
          sent(manifest, s3.replaceDocument(key(), document(manifest), before, deadline));
      if (sent instanceof WrittenManifest.InS3) {
        keep(manifest.text(), deadline);
      }
      return sent;
    } catch (IOException e) {
      LOG.error("the manifest could not be written: {}", e.toString());
      return failed(reason, e);
    }
  }

  private WrittenManifest failed(Optional<String> reason, Exception e) {
    ManifestTotals none = new ManifestTotals.Counter().totals();
    return new WrittenManifest.NotInS3(
        ManifestHeader.of(app, namespace, reason, clock.instant(), none), e.toString());
  }

  private Written write(Optional<String> reason, List<EntryView> all) throws IOException {
    ManifestTotals.Counter counter = new ManifestTotals.Counter();
    Shortfall shortfall = new Shortfall();
    List<EntryView> pods = new ArrayList<>();
    for (EntryView pod : all) {
      EntryView readable = readable(pod);
      readable.give(new Both(counter, shortfall));
      pods.add(readable);
    }
    ManifestHeader header =
        ManifestHeader.of(app, namespace, reason, clock.instant(), counter.totals());
    scratch.clear();
    ScratchText text = new ScratchText(scratch);
    try (text) {
      ManifestWriter writer = new ManifestWriter(text, header);
      for (EntryView pod : pods) {
        pod.give(writer);
      }
      writer.finish();
    }
    return new Written(header, shortfall.text(reason), text);
  }

  /** Replaces an unreadable entry by one that tells the reason. */
  private static EntryView readable(EntryView pod) {
    try {
      pod.give(new ManifestTotals.Counter());
      return pod;
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the entry of {} cannot be written", pod.pod().pod(), e);
      ManifestPodHeader header = pod.header();
      return pod.without(
          new ManifestPodHeader(
              header.pod(),
              ManifestPodState.MISSING,
              Optional.of("unreadable: " + Reasons.of(e)),
              header.exitCode(),
              header.started(),
              header.sealed()));
    }
  }

  private WrittenManifest send(Written manifest, Deadline deadline) {
    return sent(manifest, s3.putDocument(key(), document(manifest), deadline));
  }

  private String key() {
    return settings.key(app + "/manifest.json");
  }

  private static Document document(Written manifest) {
    ScratchText text = manifest.text();
    return Document.of(text.bytes(), text.crc32c(), text::open);
  }

  private WrittenManifest sent(Written manifest, PutResult put) {
    return switch (put) {
      case PutResult.Stored _, PutResult.AlreadyThere _ ->
          new WrittenManifest.InS3(manifest.header(), manifest.shortfall(), settings.url(key()));
      case PutResult.Conflict _ -> new WrittenManifest.Outrun(manifest.header());
      case PutResult.Failed(Problem problem) ->
          new WrittenManifest.NotInS3(manifest.header(), problem.message());
    };
  }

  private void keep(ScratchText text, Deadline deadline) {
    try {
      calls.run(
          "write the manifest",
          deadline,
          () ->
              store.writeManifest(
                  out -> {
                    try (InputStream in = text.open()) {
                      in.transferTo(out);
                    }
                  }));
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the manifest could not be written to the store: {}", e.toString());
    }
  }

  /** Passes all items to two receivers. */
  private record Both(ManifestItems one, ManifestItems other) implements ManifestItems {
    @Override
    public void pod(ManifestPodHeader pod) throws IOException {
      one.pod(pod);
      other.pod(pod);
    }

    @Override
    public void file(ManifestFile file) throws IOException {
      one.file(file);
      other.file(file);
    }

    @Override
    public void podEnd() throws IOException {
      one.podEnd();
      other.podEnd();
    }
  }
}
