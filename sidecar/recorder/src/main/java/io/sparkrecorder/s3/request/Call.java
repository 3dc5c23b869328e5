package io.sparkrecorder.s3.request;

/**
 * The properties of a request that explain its failure.
 *
 * @param action permission that the request needs, such as {@code s3:PutObject}
 * @param target key or prefix; may be empty
 * @param checksummed whether it carries an optional checksum
 * @param conditional whether it carries {@code If-None-Match}
 * @param completes whether it ends a multipart upload, which a conflict undoes
 * @param bare whether it omits checksums and chunks because they were refused
 * @param bodiless whether its refusals carry no body and so no reason
 */
public record Call(
    String action,
    String target,
    boolean checksummed,
    boolean conditional,
    boolean completes,
    boolean bare,
    boolean bodiless) {
  public static Call plain(String action, String target) {
    return new Call(action, target, false, false, false, false, false);
  }

  public static Call head(String key) {
    return new Call(Requests.GET, key, false, false, false, false, true);
  }

  public Call checksummed(boolean yes) {
    return new Call(action, target, yes, conditional, completes, bare, bodiless);
  }

  public Call conditional(boolean yes) {
    return new Call(action, target, checksummed, yes, completes, bare, bodiless);
  }

  public Call bare(boolean yes) {
    return new Call(action, target, checksummed, conditional, completes, yes, bodiless);
  }

  public Call completing() {
    return new Call(action, target, checksummed, conditional, true, bare, bodiless);
  }

  boolean writes() {
    return action.equals(Requests.PUT);
  }
}
