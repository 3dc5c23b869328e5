package io.sparkrecorder.e2e.support;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A folder of the node: the shared volume of a workspace, seen from below. */
public final class NodeFolder {
  private final Node node;
  private final String path;

  private NodeFolder(Node node, String path) {
    this.node = node;
    this.path = path;
  }

  /** The folder of a workspace in this namespace; gone after the test class. */
  public static NodeFolder of(Cluster cluster, String workspace) {
    NodeFolder folder = new NodeFolder(new Node(cluster), Node.FOLDER + "/" + workspace);
    cluster.after(() -> folder.node.run("rm -rf " + folder.path));
    return folder;
  }

  /** Makes the folder as the notes of spark-workspace tell. */
  public void prepare() {
    node.run("install -d -o 185 -g 185 " + path);
  }

  /** The content of a small file; empty if there is none. */
  public Optional<byte[]> read(String file) {
    String said =
        node.run("cd " + path + " && if [ -e " + file + " ]; then base64 " + file + "; fi");
    return said.isEmpty() ? Optional.empty() : Optional.of(Base64.getMimeDecoder().decode(said));
  }

  /** Path of each file from here, and its SHA-256. */
  public Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    node.run("cd " + path + " && find . -type f -exec sha256sum {} +")
        .lines()
        .map(line -> line.split(" +\\./", 2))
        .forEach(words -> files.put(words[1], words[0]));
    return files;
  }
}
