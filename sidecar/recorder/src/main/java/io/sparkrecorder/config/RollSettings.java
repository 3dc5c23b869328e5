package io.sparkrecorder.config;

import java.time.Duration;
import java.util.List;

/**
 * Limits at which a recording that grows in the bucket is completed as one object and continues in
 * the next. Until then the spool keeps the bytes, so that an upload that the server loses costs
 * nothing.
 *
 * @param bytes size from which an object is completed
 * @param age time after which an object is completed, however small it is
 */
public record RollSettings(long bytes, Duration age) {
  static final Setting<Long> SIZE =
      Setting.size("RECORDER_DIRECT_ROLL_SIZE")
          .between("5Mi", "5Gi")
          .byDefault("64Mi")
          .says(
              "With `direct`: a growing recording of this size continues in a new object; until then the spool keeps it.");
  static final Setting<Duration> AGE =
      Setting.duration("RECORDER_DIRECT_ROLL_AGE")
          .between("1s", "12h")
          .byDefault("30m")
          .says("With `direct`: a growing recording continues in a new object after this time.");

  static final List<Setting<?>> ALL = List.of(SIZE, AGE);

  static RollSettings from(Environment environment) {
    return new RollSettings(Texts.unboxed(environment.required(SIZE)), environment.required(AGE));
  }
}
