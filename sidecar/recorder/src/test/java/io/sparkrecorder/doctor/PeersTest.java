package io.sparkrecorder.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets pods meet on a folder. */
class PeersTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path root;

  @Test
  void pods_on_two_nodes_share_the_volume() throws IOException {
    assertThat(meet("node-a", "node-b"))
        .isEqualTo(
            Finding.ok("ReadWriteMany", "pods on node-a, node-b write and read the same files"));
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void pods_on_one_node_are_a_warning() throws IOException {
    Finding finding = meet("node-a", "node-a", "node-a");

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.detail()).contains("3 pods", "all ran on node-a");
  }

  @Test
  void pod_with_another_volume_is_wrong(@TempDir Path other) throws IOException {
    CompletableFuture<String> answer = answer(peers(other, 2, 1, "node-b", SHORT));

    Finding finding = meet(peers(root, 2, 0, "node-a", SHORT));

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.detail()).contains("pod 1 did not show");
    assertThat(answer.join()).contains("pod 0 did not show");
    assertThat(root).isEmptyDirectory();
    assertThat(other).isEmptyDirectory();
  }

  @Test
  void pod_that_reads_other_bytes_is_wrong() throws IOException {
    Path run = Files.createDirectories(root.resolve(".doctor-run-1"));
    Files.writeString(run.resolve("peer-1"), "node-b 1");
    Files.writeString(run.resolve("peer-1.saw"), "0 node-a stale");

    Finding finding = meet(peers(root, 2, 0, "node-a", LONG));

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.detail()).contains("other bytes");
    assertThat(finding.fix().orElseThrow())
        .contains("ReadWriteMany", "global.store.transport: direct");
  }

  @Test
  void file_of_any_size_in_place_of_a_peers_is_read_in_part() throws IOException {
    Path run = Files.createDirectories(root.resolve(".doctor-run-1"));
    for (String name : List.of("peer-1", "peer-1.saw")) {
      try (RandomAccessFile file = new RandomAccessFile(run.resolve(name).toFile(), "rw")) {
        file.setLength(1L << 40);
      }
    }

    assertThat(meet(peers(root, 2, 0, "node-a", LONG)).detail()).contains("other bytes");
  }

  @Test
  void link_in_place_of_a_peers_file_is_not_followed(@TempDir Path other) throws IOException {
    Path run = Files.createDirectories(root.resolve(".doctor-run-1"));
    Path secret = Files.writeString(other.resolve("secret"), "node-b 1");
    Files.createSymbolicLink(run.resolve("peer-1"), secret);
    Files.writeString(run.resolve("peer-1.saw"), "0 node-a stale");

    assertThatThrownBy(() -> meet(peers(root, 2, 0, "node-a", LONG)))
        .isInstanceOf(IOException.class);
    assertThat(secret).hasContent("node-b 1");
  }

  @Test
  void pod_that_cannot_write_says_so(@TempDir Path other) throws IOException {
    Path file = Files.writeString(other.resolve("file"), "");

    assertThat(peers(file, 2, 1, "node-b", LONG).answer()).contains("cannot use the shared volume");
  }

  @Test
  void pod_that_comes_too_late_takes_its_files_away() throws IOException {
    Finding finding = meet(peers(root, 2, 0, "node-a", SHORT));

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(peers(root, 2, 1, "node-b", SHORT).answer()).contains("pod 0 did not show");
    assertThat(root).isEmptyDirectory();
  }

  private Finding meet(String... nodes) throws IOException {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int index = 1; index < nodes.length; index++) {
      Peers peer = peers(root, nodes.length, index, nodes[index], LONG);
      answers.add(answer(peer));
    }
    Finding finding = meet(peers(root, nodes.length, 0, nodes[0], LONG));
    answers.forEach(answer -> assertThat(answer.join()).contains("answered"));
    return finding;
  }

  /** Gives each pod a thread of its own: they wait for each other. */
  private static CompletableFuture<String> answer(Peers peer) {
    return CompletableFuture.supplyAsync(
        peer::answer, task -> Thread.ofVirtual().name("peer").start(task));
  }

  private static Finding meet(Peers first) throws IOException {
    List<Finding> findings = new ArrayList<>();
    first.meet(findings::add);
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  private static Peers peers(Path root, int count, int index, String node, Duration patience) {
    return new Peers(
        root, "run-1", count, index, Optional.of(node), patience, _ -> {}, DoctorBed.NEVER);
  }
}
