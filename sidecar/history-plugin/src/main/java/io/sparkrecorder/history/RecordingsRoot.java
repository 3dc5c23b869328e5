package io.sparkrecorder.history;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder of all recordings, below which each application has its own. */
final class RecordingsRoot {
  /** The ids that the recorder accepts; an id with other characters cannot have a folder. */
  private static final Pattern APP =
      Pattern.compile("[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?");

  private static final int LONGEST_APP = 253;

  private final URI uri;

  private RecordingsRoot(URI uri) {
    this.uri = uri;
  }

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException if it is no address of a folder
   */
  static RecordingsRoot of(String setting) {
    try {
      URI uri = new URI(setting);
      if (uri.getScheme() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && !uri.isOpaque()
          && keyOf(uri).length() > 0) {
        return new RecordingsRoot(uri);
      }
    } catch (URISyntaxException e) {
      // the message below tells more than the parser's
    }
    throw new IllegalArgumentException(
        RecordingsTab.SETTING
            + "="
            + setting
            + ": expected a folder such as s3a://bucket/prefix/recordings");
  }

  /** The application's folder; empty if its id has characters that no folder has. */
  Optional<ApplicationFolder> folder(String app) {
    if (app.length() > LONGEST_APP || app.contains("..") || !APP.matcher(app).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new ApplicationFolder(uri.getScheme(), uri.getAuthority(), keyOf(uri) + "/" + app + "/"));
  }

  /** The key in the bucket: the path without slashes at its ends. */
  private static String keyOf(URI uri) {
    return uri.getPath().replaceAll("^/+|/+$", "");
  }
}
