package io.sparkrecorder.history;

import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * One application's folder in the bucket. Manifest and index name objects, but other pods can write
 * them: an object outside of the folder does not exist here.
 */
final class ApplicationFolder {
  private final String scheme;
  private final String authority;
  private final String prefix;

  /**
   * @param prefix what all keys of the application begin with; ends with a slash
   */
  ApplicationFolder(String scheme, String authority, String prefix) {
    this.scheme = scheme;
    this.authority = authority;
    this.prefix = prefix;
  }

  Path manifest() {
    return path(prefix + "manifest.json");
  }

  Path reportIndex() {
    return path(prefix + "report/index.json");
  }

  /** The object of a report's file; empty if its key leads out of the report's folder. */
  Optional<Path> report(String key) {
    return key.startsWith(prefix + "report/") ? recording(key) : Optional.empty();
  }

  /** The object of a recording; empty if its key leads out of the folder. */
  Optional<Path> recording(String key) {
    if (!key.startsWith(prefix) || key.indexOf('\\') >= 0) {
      return Optional.empty();
    }
    for (String part : key.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.empty();
      }
    }
    return Optional.of(path(key));
  }

  /** The address for people, in the form that tools for S3 take. */
  String address() {
    String shown = scheme.equals("s3a") ? "s3" : scheme;
    return shown + "://" + (authority == null ? "" : authority) + "/" + prefix;
  }

  /** The address of an executor's recordings. */
  String address(String executor) {
    return address() + (executor.equals("driver") ? executor : "executor-" + executor) + "/";
  }

  private Path path(String key) {
    return new Path(scheme, authority, "/" + key);
  }
}
