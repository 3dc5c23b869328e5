package io.sparkrecorder.report.fold;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Calling frames as a tree of numbers: node 0 is the root, a child is a callee, and a parent has a
 * lower number than its children. Beyond the limit, new children become the child {@code (other)}
 * of their parent.
 */
final class FrameTree {
  private static final int MULTIPLIER = 0x9E3779B1;

  private final int most;
  private int[] parents = new int[1 << 10];
  private int[] names = new int[1 << 10];
  private int[] slots = new int[1 << 12];
  private int size = 1;

  FrameTree(int most) {
    this.most = most;
  }

  int size() {
    return size;
  }

  int parent(int node) {
    return parents[node];
  }

  int name(int node) {
    return names[node];
  }

  /**
   * The child of a node with this name.
   *
   * @param other the name that stands for pruned frames
   */
  int child(int parent, int name, int other) {
    if (parent != 0 && names[parent] == other) {
      return parent;
    }
    int slot = find(parent, name);
    if (slots[slot] != 0) {
      return slots[slot];
    }
    if (size >= most && name != other) {
      return child(parent, other, other);
    }
    return insert(slot, parent, name);
  }

  /** Writes the number of nodes, then the caller and the name of each but the root. */
  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int node = 1; node < size; node++) {
      out.writeInt(parents[node]);
      out.writeInt(names[node]);
    }
  }

  private int insert(int slot, int parent, int name) {
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, size + size / 2);
      names = Arrays.copyOf(names, size + size / 2);
    }
    parents[size] = parent;
    names[size] = name;
    slots[slot] = size;
    size++;
    if (size * 2 > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private int find(int parent, int name) {
    int mask = slots.length - 1;
    int hash = (parent * 31 + name) * MULTIPLIER;
    int slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] != 0 && (parents[slots[slot]] != parent || names[slots[slot]] != name)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int node = 1; node < size; node++) {
      slots[find(parents[node], names[node])] = node;
    }
  }
}
