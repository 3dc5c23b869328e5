package io.sparkrecorder.history;

/** Makes names of files that are safe in addresses, headers and folders. */
final class FileNames {
  private static final int LONGEST = 150;

  private FileNames() {}

  /** The name of a downloaded recording: the pod's label, and the file's last part. */
  static String ofDownload(Manifest.Pod pod, Manifest.File file) {
    String last = file.name.substring(file.name.lastIndexOf('/') + 1);
    return clean(pod.label() + "-" + last);
  }

  /** Replaces all but letters, digits and a few signs; keeps the end, where the suffix is. */
  static String clean(String name) {
    String clean = name.replaceAll("[^A-Za-z0-9._=+@-]", "_").replaceAll("\\.{2,}", "_");
    return clean.length() <= LONGEST ? clean : clean.substring(clean.length() - LONGEST);
  }
}
