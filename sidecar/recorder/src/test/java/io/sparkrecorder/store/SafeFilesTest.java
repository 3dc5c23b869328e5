package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFilesTest {
  @TempDir Path folder;
  private Path root;
  private Path outside;

  @BeforeEach
  void make() throws IOException {
    Path real = folder.toRealPath();
    root = Files.createDirectory(real.resolve("root"));
    outside = Files.createDirectory(real.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
  }

  @Test
  void file_in_a_folder_reads() throws IOException {
    SafeFiles.createFolders(root, root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/file"), "text");

    assertThat(read("a/b/file")).isEqualTo("text");
  }

  @Test
  void link_is_not_followed_at_any_step() throws IOException {
    Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("folder"), outside);

    assertRefused("file", "is a symbolic link: expected a regular file");
    assertRefused("folder/secret", "is a symbolic link: expected a folder");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> SafeFiles.createFolders(root, root.resolve("folder/new")));
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void path_that_leaves_the_root_is_refused() {
    assertRefused("../outside/secret", "does not lie below " + root);
    assertRefused("", "does not lie below " + root);
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> SafeFiles.read(root, outside.resolve("secret")));
  }

  @Test
  void folder_is_no_file() throws IOException {
    Files.createDirectory(root.resolve("folder"));

    assertRefused("folder", "is a folder: expected a regular file");
  }

  @Test
  void absent_file_is_named_by_its_whole_path() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> read("a/file"))
        .withMessage(root.resolve("a").toString());
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> read("file"))
        .withMessage(root.resolve("file").toString());
  }

  @Test
  void written_file_takes_the_place_of_a_link() throws IOException {
    Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));

    try (FileChannel channel = SafeFiles.update(root, root.resolve("file"))) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}));
    }

    assertThat(root.resolve("file")).hasContent("x").isRegularFile();
    assertThat(outside.resolve("secret")).hasContent("secret");
  }

  @Test
  void updated_file_keeps_its_content() throws IOException {
    Files.writeString(root.resolve("file"), "text");

    SafeFiles.update(root, root.resolve("file")).close();

    assertThat(root.resolve("file")).hasContent("text");
  }

  @Test
  void moved_file_replaces_one_in_another_folder() throws IOException {
    Files.createDirectory(root.resolve("a"));
    Files.createDirectory(root.resolve("b"));
    Files.writeString(root.resolve("a/new"), "new");
    Files.writeString(root.resolve("b/file"), "old");

    SafeFiles.move(root, root.resolve("a/new"), root.resolve("b/file"));

    assertThat(root.resolve("b/file")).hasContent("new");
    assertThat(root.resolve("a/new")).doesNotExist();
  }

  @Test
  void file_is_not_moved_through_a_link() throws IOException {
    Files.writeString(root.resolve("file"), "text");
    Files.createSymbolicLink(root.resolve("link"), outside);

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> SafeFiles.move(root, root.resolve("file"), root.resolve("link/file")));
    assertThat(root.resolve("file")).hasContent("text");
    assertThat(outside.resolve("file")).doesNotExist();
  }

  @Test
  void deletion_takes_the_link_and_leaves_its_target() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));

    SafeFiles.delete(root, root.resolve("link"));
    SafeFiles.delete(root, root.resolve("absent"));

    assertThat(root).isEmptyDirectory();
    assertThat(outside.resolve("secret")).exists();
  }

  @Test
  void clearing_a_folder_unlinks_files_and_links() throws IOException {
    Path incoming = Files.createDirectory(root.resolve("incoming"));
    Files.writeString(incoming.resolve("file"), "text");
    Files.createSymbolicLink(incoming.resolve("link"), outside.resolve("secret"));
    assertThat(SafeFiles.list(root, incoming)).containsExactlyInAnyOrder("file", "link");

    SafeFiles.clear(root, incoming);

    assertThat(incoming).isEmptyDirectory();
    assertThat(outside.resolve("secret")).exists();
  }

  @Test
  void file_in_the_way_of_a_folder_is_named() throws IOException {
    Files.writeString(root.resolve("a"), "text");

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> SafeFiles.createFolders(root, root.resolve("a/b")))
        .withMessageContaining("a: is");
  }

  private void assertRefused(String name, String reason) {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> read(name))
        .withMessageEndingWith(reason);
  }

  private String read(String name) throws IOException {
    try (FileChannel channel = SafeFiles.read(root, root.resolve(name))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      channel.read(bytes);
      return new String(bytes.array(), StandardCharsets.UTF_8);
    }
  }
}
