package io.sparkrecorder.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
  private static final String POD =
      "{\"role\":\"driver\",\"uid\":\"u\",\"new\":{\"a\":[1]},\"files\":[{\"name\":\"a\",\"bytes\":7}]}";

  @Test
  void unknown_fields_are_ignored() throws IOException {
    Manifest manifest = read("{\"version\":1,\"x\":{\"y\":[{}]},\"pods\":[" + POD + "]}");
    assertThat(manifest.listed.get(0).files.get(0).size).isEqualTo(7);
    assertThat(manifest.missingFiles).isEqualTo(1);
  }

  @Test
  void files_of_pods_that_are_not_wanted_are_counted_and_dropped() throws IOException {
    byte[] json = ("{\"version\":1,\"pods\":[" + POD + "]}").getBytes(UTF_8);
    Manifest manifest = ManifestJson.read(new ByteArrayInputStream(json), pod -> false);
    assertThat(manifest.listed.get(0).files).isEmpty();
    assertThat(manifest.listed.get(0).fileCount).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"version\":0}",
        "{\"version\":2}",
        "{\"version\":\"1\"}",
        "{\"version\":1,\"pods\":{}}",
        "{\"version\":1,\"pods\":[1]}",
        "{\"version\":1,\"pods\":[{}]}",
        "{\"version\":1,\"pods\":[{\"role\":7}]}",
        "{\"version\":1,\"pods\":[{\"role\":\"driver\",\"uid\":\"u\",\"files\":[{\"bytes\":-1}]}]}",
        "{\"version\":1,\"pods\":[{\"role\":\"driver\",\"uid\":\"u\",\"files\":[{\"bytes\":9e99}]}]}",
        "{\"version\":1,\"pods\":[",
        "<html>"
      })
  void broken_manifest_is_refused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void document_beyond_its_limit_is_refused_before_the_heap_is_full() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            Arrays.fill(bytes, from, from + length, (byte) ' ');
            return length;
          }
        };
    assertThatThrownBy(() -> ManifestJson.read(new Bounded(endless, 1 << 20), pod -> true))
        .isInstanceOf(Malformed.class)
        .hasMessage("it is larger than 1 MiB");
  }

  private static Manifest read(String json) throws IOException {
    return ManifestJson.read(new ByteArrayInputStream(json.getBytes(UTF_8)), pod -> true);
  }
}
