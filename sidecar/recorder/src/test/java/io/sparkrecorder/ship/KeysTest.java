package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final S3Settings SETTINGS =
      RecorderSettings.s3From(
          Map.of("RECORDER_S3_BUCKET", "recordings", "RECORDER_S3_PREFIX", "pipelines/a"));

  @Test
  void key_is_prefix_application_folder_and_name() {
    assertThat(key("executor-1", "main.jfr"))
        .isEqualTo("pipelines/a/recordings/app-1/executor-1/main.jfr");
  }

  @Test
  void longest_key_of_s3_stays_as_it_is() {
    String name = "a".repeat(1024 - key("driver", "").length());

    assertThat(key("driver", name)).endsWith(name);
  }

  @Test
  void longer_key_fits_and_keeps_its_extension() {
    String key = key("driver", "a".repeat(2_000) + ".hprof.gz");

    assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSize(1024);
    assertThat(key).endsWith(".gz");
  }

  @Test
  void cut_names_that_differ_only_in_their_end_stay_different() {
    String begin = "a".repeat(2_000);

    assertThat(key("driver", begin + "1.jfr")).isNotEqualTo(key("driver", begin + "2.jfr"));
  }

  @Test
  void cut_splits_no_percent_encoded_character() {
    for (int shift = 0; shift < 3; shift++) {
      String key = key("driver", "a".repeat(shift) + "%C3%A4".repeat(300));

      assertThat(key).matches("[^~]*/a{0,2}(%[0-9A-F]{2})+~[0-9a-f]{8}");
      assertThat(key.length()).isBetween(1024 - 2, 1024);
    }
  }

  @Test
  void cut_behind_a_slash_makes_no_empty_segment() {
    int room = 1024 - key("driver", "").length() - "~12345678".length();

    String key = key("driver", "a".repeat(room - 1) + "/" + "b".repeat(500));

    assertThat(key).contains("a/_~").hasSizeLessThanOrEqualTo(1025);
  }

  private static String key(String folder, String name) {
    return Keys.of(SETTINGS, "app-1", folder, name);
  }
}
