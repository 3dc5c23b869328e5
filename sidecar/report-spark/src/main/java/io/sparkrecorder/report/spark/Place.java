package io.sparkrecorder.report.spark;

import io.sparkrecorder.cli.WrongUse;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The folder of an application's recordings, which any file system of Hadoop can have.
 *
 * @param root the bucket, such as {@code s3a://bucket}
 * @param prefix the folder of {@code recordings} and {@code history} in it, ending in a slash;
 *     empty for the bucket itself
 * @param app the application's id
 */
record Place(String root, String prefix, String app) implements Serializable {
  private static final Pattern URL =
      Pattern.compile("(?<root>[a-z0-9]+://[^/]*|file:)/(?<prefix>.+/|)recordings/(?<app>[^/]+)/?");

  /** Parses {@code s3a://BUCKET/PREFIX/recordings/APP}; {@code s3://} means the same. */
  static Place parse(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new WrongUse("%s: expected s3a://BUCKET/PREFIX/recordings/APP".formatted(url));
    }
    return new Place(hadoop(matcher.group("root")), matcher.group("prefix"), matcher.group("app"));
  }

  /** The URL under which Hadoop knows the bucket. */
  static String hadoop(String url) {
    return url.startsWith("s3://") ? "s3a" + url.substring(2) : url;
  }

  /** The beginning of the keys of the application's objects. */
  String folder() {
    return prefix + "recordings/" + app + "/";
  }

  /** The beginning of the keys of event logs, where the charts put them. */
  String history() {
    return prefix + "history/";
  }

  Path path(String key) {
    return new Path(root + "/" + key);
  }

  /** The URL of a key as people know it. */
  String url(String key) {
    return (root.startsWith("s3a:") ? "s3" + root.substring(3) : root) + "/" + key;
  }
}
