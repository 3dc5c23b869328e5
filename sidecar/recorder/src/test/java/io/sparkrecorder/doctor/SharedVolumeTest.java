package io.sparkrecorder.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkrecorder.config.StoreSettings;
import io.sparkrecorder.config.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at real file systems: a usual one, a read-only one and a full one. */
class SharedVolumeTest {
  @TempDir Path folder;

  @Test
  void usual_file_system_is_right_and_stays_as_it_was() throws IOException {
    List<Finding> findings = examine(folder);

    assertThat(findings.getFirst().verdict()).as(findings.toString()).isEqualTo(Verdict.OK);
    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly("shared volume", "shared volume: room", "ReadWriteMany");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void other_user_than_sparks_is_a_warning() throws IOException {
    SharedVolume volume = new SharedVolume(settings(folder), Optional.empty(), user() + 1);

    Finding finding = DoctorBed.run(volume).getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.detail()).contains("user %d writes".formatted(user()));
  }

  @Test
  void folder_that_does_not_exist_is_skipped() throws IOException {
    assertThat(examine(folder.resolve("none")))
        .singleElement()
        .extracting(Finding::verdict)
        .isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void direct_transport_has_no_volume_to_check() {
    StoreSettings direct = new StoreSettings(Transport.DIRECT, folder, Optional.empty());

    assertThat(DoctorBed.run(new SharedVolume(direct, Optional.empty())))
        .singleElement()
        .extracting(Finding::verdict)
        .isEqualTo(Verdict.SKIPPED);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void read_only_volume_is_wrong() throws IOException {
    assertWrong("ro", "Read-only file system", "mount the volume read-write");
  }

  @Test
  void full_volume_is_wrong() throws IOException {
    assertWrong("size=4k,nr_inodes=1", "No space left on device", "recordings.storage.size");
  }

  @Test
  void volume_of_another_user_is_wrong() throws Exception {
    assumeTrue(user() == 0, "only root may become another user");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process other =
        new ProcessBuilder(
                "setpriv",
                "--reuid=185",
                "--clear-groups",
                // The class path is in the home of root.
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Printed.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(other.getInputStream().readAllBytes(), UTF_8);

    assertThat(printed)
        .contains("WRONG user 185 cannot write to " + folder)
        .contains("which belongs to 0:0, mode 755: permission denied")
        .contains("chown 185:185 the folder");
    assertThat(folder).isEmptyDirectory();
  }

  /** Prints the finding about a folder, from a process of another user. */
  static final class Printed {
    private Printed() {}

    public static void main(String[] args) {
      StoreSettings settings = settings(Path.of(args[0]));
      for (Finding it : DoctorBed.run(new SharedVolume(settings, Optional.empty()))) {
        System.out.println(it.verdict() + " " + it.detail() + " " + it.fix().orElse(""));
      }
    }
  }

  private void assertWrong(String options, String why, String fix) throws IOException {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()),
        "a mount needs root");
    try {
      assertThat(examine(folder))
          .singleElement()
          .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.WRONG))
          .satisfies(finding -> assertThat(finding.detail()).contains("cannot write", why))
          .satisfies(finding -> assertThat(finding.fix().orElseThrow()).contains(fix));
    } finally {
      assertThat(run("umount", folder.toString())).isTrue();
    }
  }

  private List<Finding> examine(Path root) throws IOException {
    return DoctorBed.run(new SharedVolume(settings(root), Optional.empty(), user()));
  }

  private static StoreSettings settings(Path root) {
    return new StoreSettings(Transport.SHARED_VOLUME, root, Optional.empty());
  }

  private int user() throws IOException {
    return (int) Files.getAttribute(folder, "unix:uid");
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(List.of(command)).start().onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
