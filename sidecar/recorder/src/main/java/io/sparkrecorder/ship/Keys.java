package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.S3Settings;
import java.nio.charset.StandardCharsets;

/** Makes keys of objects. */
final class Keys {
  /** S3's limit, in bytes. */
  private static final int LONGEST = 1024;

  private static final int LONGEST_ENDING = 16;

  private Keys() {}

  /** The key of a pod's file; a name that makes it too long is cut and gets its checksum. */
  static String of(S3Settings settings, String app, String folder, String name) {
    String key = settings.key(app + "/" + folder + "/" + name);
    int surplus = key.getBytes(StandardCharsets.UTF_8).length - LONGEST;
    return surplus <= 0 ? key : settings.key(app + "/" + folder + "/" + shortened(name, surplus));
  }

  private static String shortened(String name, int surplus) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    String mark = "~" + Crc32c.of(bytes).hex();
    int dot = name.lastIndexOf('.');
    String ending = dot > 0 && name.length() - dot <= LONGEST_ENDING ? name.substring(dot) : "";
    int room =
        bytes.length - surplus - mark.length() - ending.getBytes(StandardCharsets.UTF_8).length;
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (var points = name.codePoints().iterator(); points.hasNext(); ) {
      String point = Character.toString(points.nextInt());
      used += point.getBytes(StandardCharsets.UTF_8).length;
      if (used > room) {
        break;
      }
      kept.append(point);
    }
    // A cut may leave half of a percent-encoded character.
    String head = kept.toString().replaceAll("%[0-9A-F]?$", "");
    return (head.endsWith("/") ? head + "_" : head) + mark + ending;
  }
}
