package io.sparkrecorder.discovery;

/** The version of the API server. */
public record ServerVersion(int major, int minor) {
  public boolean isBefore(int otherMajor, int otherMinor) {
    return major < otherMajor || (major == otherMajor && minor < otherMinor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
