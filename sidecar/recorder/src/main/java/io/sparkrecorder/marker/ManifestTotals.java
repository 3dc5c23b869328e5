package io.sparkrecorder.marker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sums over all pods of a manifest.
 *
 * @param files number of files in S3
 * @param bytes bytes of the files in S3
 * @param incompletePods number of pods with missing data
 * @param missingFiles number of known files that are not in S3
 * @param missingBytes bytes of known files that are not in S3
 */
public record ManifestTotals(
    long pods, long files, long bytes, long incompletePods, long missingFiles, long missingBytes) {

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pods", pods);
    map.put("files", files);
    map.put("bytes", bytes);
    map.put("incompletePods", incompletePods);
    map.put("missingFiles", missingFiles);
    map.put("missingBytes", missingBytes);
    return map;
  }

  /** Adds up the pods and files. A pod may also be passed after its lists, before its end. */
  public static final class Counter implements ManifestItems {
    private long pods;
    private long files;
    private long bytes;
    private long incompletePods;
    private long missingFiles;
    private long missingBytes;
    private boolean ended;
    private boolean missing;

    @Override
    public void pod(ManifestPodHeader pod) {
      pods++;
      ended =
          switch (pod.state()) {
            case SEALED, NEVER_STARTED -> true;
            case PARTIAL, MISSING -> false;
          };
    }

    @Override
    public void file(ManifestFile file) {
      if (file.key().isPresent()) {
        files++;
        bytes = Checks.sum(bytes, file.file().bytes());
      } else {
        missingFiles++;
        missingBytes = Checks.sum(missingBytes, file.file().bytes());
        missing = true;
      }
    }

    @Override
    public void podEnd() {
      if (!ended || missing) {
        incompletePods++;
      }
      missing = false;
    }

    /** The sums over all pods that have ended. */
    public ManifestTotals totals() {
      return new ManifestTotals(pods, files, bytes, incompletePods, missingFiles, missingBytes);
    }
  }
}
