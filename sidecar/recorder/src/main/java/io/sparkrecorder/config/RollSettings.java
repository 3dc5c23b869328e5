package io.sparkrecorder.config;

import java.time.Duration;
import java.util.List;

/**
 * When a recording that grows in the bucket is completed as one object and goes on in the next.
 * Until then the spool keeps the bytes, so that an upload that the server loses costs nothing.
 *
 * @param bytes size from which an object is completed
 * @param age time after which an object is completed, however small it is
 */
public record RollSettings(long bytes, Duration age) {
  static final Setting<Long> SIZE =
      Setting.of(
              "RECORDER_DIRECT_ROLL_SIZE",
              "bytes (Ki, Mi, Gi)",
              "a size such as 64Mi, between 5Mi and 5Gi",
              text -> Units.between(5L << 20, 5L << 30, Units.bytes(text)))
          .byDefault("64Mi")
          .says(
              "With `direct`: a growing recording of this size goes on in a new object; until then the spool keeps it.");
  static final Setting<Duration> AGE =
      Setting.of(
              "RECORDER_DIRECT_ROLL_AGE",
              "duration (ms, s, m, h)",
              "a duration such as 30m, between 1s and 12h",
              text ->
                  Units.between(Duration.ofSeconds(1), Duration.ofHours(12), Units.duration(text)))
          .byDefault("30m")
          .says("With `direct`: a growing recording goes on in a new object after this time.");

  static final List<Setting<?>> ALL = List.of(SIZE, AGE);

  static RollSettings from(Environment environment) {
    return new RollSettings(Texts.unboxed(environment.required(SIZE)), environment.required(AGE));
  }
}
