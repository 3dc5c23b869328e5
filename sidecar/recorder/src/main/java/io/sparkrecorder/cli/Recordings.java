package io.sparkrecorder.cli;

import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.store.AppBucket;
import java.util.List;
import java.util.Optional;

/** The recordings below one prefix of a bucket. */
public final class Recordings implements AutoCloseable {
  private static final String MANIFEST = "manifest.json";

  private final S3Settings settings;
  private final ObjectStore s3;

  public Recordings(S3Settings settings) {
    this.settings = settings;
    this.s3 = ObjectStore.open(settings);
  }

  public ObjectStore s3() {
    return s3;
  }

  public S3Settings settings() {
    return settings;
  }

  int concurrency() {
    return settings.concurrency();
  }

  /** {@code s3://bucket/prefix/recordings/} followed by the argument. */
  public String url(String below) {
    return settings.url(settings.key(below));
  }

  /** Ids of all applications, sorted. */
  public List<String> apps() {
    return s3.folders(settings.key("")).stream().filter(PodIdentity::isApp).sorted().toList();
  }

  public Optional<byte[]> manifestJson(String app) {
    return s3.document(settings.key(app + "/" + MANIFEST));
  }

  /**
   * Parses a manifest.
   *
   * @throws NotThere if the document is no manifest, or too new for this recorder
   */
  public Manifest manifest(String app, byte[] json) {
    Manifest manifest;
    try {
      manifest = Manifest.fromJson(json);
    } catch (MalformedDocument e) {
      throw new NotThere(
          "%s cannot be read: %s".formatted(url(app + "/" + MANIFEST), e.getMessage()));
    }
    if (!manifest.app().equals(app)) {
      throw new NotThere(
          "%s is the manifest of another application: %s"
              .formatted(url(app + "/" + MANIFEST), manifest.app()));
    }
    return manifest;
  }

  /**
   * Lists the objects of an application that has no manifest, without the messages between
   * recorders.
   *
   * @throws NotThere if there are no objects at all
   */
  public List<ObjectEntry> objects(String app) {
    List<ObjectEntry> objects = s3.list(settings.key(app + "/")).toList();
    if (objects.isEmpty()) {
      throw notThere(app);
    }
    String folder = settings.key(app + "/");
    return objects.stream()
        .filter(object -> !AppBucket.isOwn(object.key().substring(folder.length())))
        .toList();
  }

  /**
   * Checks that there are objects of an application, and reads one page of their names at most.
   *
   * @throws NotThere if there are none
   */
  public void checkObjects(String app) {
    if (s3.list(settings.key(app + "/")).findFirst().isEmpty()) {
      throw notThere(app);
    }
  }

  private NotThere notThere(String app) {
    return new NotThere(
        "no application \"%s\" in %s: `recorder ls` lists all applications"
            .formatted(app, url("")));
  }

  /**
   * The part of a key behind the application's folder.
   *
   * @throws NotThere if the key is not in that folder
   */
  public String name(String app, String key) {
    String folder = settings.key(app + "/");
    if (!key.startsWith(folder)) {
      throw new NotThere("the manifest is not this application's: %s".formatted(settings.url(key)));
    }
    return key.substring(folder.length());
  }

  @Override
  public void close() {
    s3.close();
  }
}
