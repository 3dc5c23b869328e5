package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket and a prefix of keys, written as a URL.
 *
 * @param prefix without a slash at either end; may be empty
 */
record S3Place(String bucket, String prefix) {
  private static final Pattern URL = Pattern.compile("s3a?://([^/]+)/*(.*?)/*");

  static boolean is(String text) {
    return text.startsWith("s3://");
  }

  static S3Place of(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new WrongUse("%s is no place in S3. Write: s3://BUCKET/PREFIX".formatted(url));
    }
    return new S3Place(matcher.group(1), matcher.group(2));
  }

  String key(String below) {
    return prefix.isEmpty() ? below : prefix + "/" + below;
  }

  String url(String below) {
    return "s3://" + bucket + "/" + key(below);
  }

  /** The settings of recordings, by the variables of {@code recorder ls}. */
  S3Settings recordings(Map<String, String> environment, String namespace) {
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.putIfAbsent("RECORDER_S3_BUCKET", bucket);
    variables.putIfAbsent("RECORDER_NAMESPACE", namespace);
    return RecorderSettings.s3From(variables);
  }

  /** The settings for this bucket, with the server and the credentials of the recordings. */
  S3Settings settings(Map<String, String> environment) {
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.put("RECORDER_S3_BUCKET", bucket);
    return RecorderSettings.s3From(variables);
  }
}
