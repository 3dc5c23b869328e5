package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTest {
  @TempDir Path folder;
  private Path root;
  private Path file;

  @BeforeEach
  void locate() throws IOException {
    root = folder.toRealPath();
    file = root.resolve("marker.json");
  }

  @Test
  void content_replaces_the_file_and_leaves_no_other() throws IOException {
    write("first");
    write("second");

    assertThat(file).hasContent("second");
    assertThat(SafeFiles.list(root.getParent(), root)).containsExactly("marker.json");
  }

  @Test
  void file_keeps_its_content_if_the_new_one_fails() throws IOException {
    write("first");

    assertThatIOException()
        .isThrownBy(
            () ->
                Durable.write(
                    root,
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("no more");
                    }))
        .withMessage("no more");
    assertThat(file).hasContent("first");
  }

  @Test
  void link_under_the_temporary_name_is_not_written_to() throws IOException {
    Path victim = Files.writeString(root.resolve("victim"), "victim");
    Files.createSymbolicLink(root.resolve(".marker.json.part"), victim);

    write("first");

    assertThat(victim).hasContent("victim");
    assertThat(file).hasContent("first").isRegularFile();
  }

  private void write(String text) throws IOException {
    Durable.write(root, file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
