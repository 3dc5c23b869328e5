// The tree of stacks in typed arrays: sums, order of children, and trees derived from it.
(function (report) {
  'use strict';

  class Tree {
    // A parent has a lower index than its children; node 0 is the root.
    constructor(parent, name, names) {
      this.parent = parent;
      this.name = name;
      this.names = names;
      this.length = parent.length;
      this.indexChildren();
      this.outermost = this.findOutermost();
    }

    // Lists children in one array, ordered by name so that a filter does not move frames around.
    indexChildren() {
      const order = this.names.map((_, i) => i).sort((a, b) =>
        this.names[a] < this.names[b] ? -1 : this.names[a] > this.names[b] ? 1 : 0);
      const rank = new Int32Array(order.length);
      order.forEach((nameIndex, i) => (rank[nameIndex] = i));
      this.firstChild = new Int32Array(this.length + 1);
      for (let node = 1; node < this.length; node++) {
        this.firstChild[this.parent[node] + 1]++;
      }
      for (let node = 0; node < this.length; node++) {
        this.firstChild[node + 1] += this.firstChild[node];
      }
      const next = this.firstChild.slice();
      this.children = new Int32Array(Math.max(0, this.length - 1));
      for (let node = 1; node < this.length; node++) {
        this.children[next[this.parent[node]]++] = node;
      }
      for (let node = 0; node < this.length; node++) {
        if (this.firstChild[node + 1] - this.firstChild[node] > 1) {
          this.children.subarray(this.firstChild[node], this.firstChild[node + 1])
            .sort((a, b) => rank[this.name[a]] - rank[this.name[b]]);
        }
      }
    }

    childrenOf(node) {
      return this.children.subarray(this.firstChild[node], this.firstChild[node + 1]);
    }

    // Marks nodes without an ancestor of the same name, so that recursion is counted once.
    findOutermost() {
      const outermost = new Uint8Array(this.length);
      const open = new Int32Array(this.names.length);
      const stack = [0];
      while (stack.length > 0) {
        const entry = stack.pop();
        if (entry < 0) {
          open[this.name[~entry]]--;
          continue;
        }
        outermost[entry] = open[this.name[entry]]++ === 0 ? 1 : 0;
        stack.push(~entry);
        for (let i = this.firstChild[entry]; i < this.firstChild[entry + 1]; i++) {
          stack.push(this.children[i]);
        }
      }
      return outermost;
    }

    accumulate(self) {
      const total = self.slice();
      for (let node = this.length - 1; node > 0; node--) {
        total[this.parent[node]] += total[node];
      }
      return total;
    }

    // Sums per name: alone on top of the stack, and anywhere in it.
    byName({ self, total }) {
      const selfOf = new Float64Array(this.names.length);
      const totalOf = new Float64Array(this.names.length);
      for (let node = 1; node < this.length; node++) {
        selfOf[this.name[node]] += self[node];
        if (this.outermost[node]) {
          totalOf[this.name[node]] += total[node];
        }
      }
      return { self: selfOf, total: totalOf };
    }

    // Sums the stacks that hold a matching frame anywhere.
    matched({ self }, matches) {
      const below = new Uint8Array(this.length);
      let sum = 0;
      for (let node = 1; node < this.length; node++) {
        below[node] = matches[this.name[node]] | below[this.parent[node]];
        if (below[node]) {
          sum += self[node];
        }
      }
      return sum;
    }

    pathTo(node) {
      const path = [];
      for (let n = node; n > 0; n = this.parent[n]) {
        path.unshift(n);
      }
      return path;
    }

    depth(node) {
      let depth = 0;
      for (let n = node; n > 0; n = this.parent[n]) {
        depth++;
      }
      return depth;
    }
  }

  // Collects a tree node by node.
  class TreeBuilder {
    constructor(names, sides) {
      this.names = names;
      this.parent = [0];
      this.name = [-1];
      this.self = sides.map(() => [0]);
      this.known = new Map();
    }

    child(parent, name) {
      const key = parent * this.names.length + name;
      let node = this.known.get(key);
      if (node === undefined) {
        node = this.parent.length;
        this.known.set(key, node);
        this.parent.push(parent);
        this.name.push(name);
        this.self.forEach((self) => self.push(0));
      }
      return node;
    }

    build(sides) {
      this.name[0] = this.name[1];
      const tree = new Tree(Int32Array.from(this.parent), Int32Array.from(this.name), this.names);
      const weights = this.self.map((values, i) => {
        const self = Float64Array.from(values);
        return { self, total: tree.accumulate(self), sum: sides[i].sum };
      });
      return { tree, sides: weights };
    }
  }

  // Merges everything that a frame calls, wherever the frame stands in a stack.
  function callees(tree, sides, name) {
    const builder = new TreeBuilder(tree.names, sides);
    const start = builder.child(0, name);
    const mapped = new Int32Array(tree.length);
    for (let node = 1; node < tree.length; node++) {
      if (!sides.some((side) => side.total[node] > 0)) {
        continue;
      }
      const parent = mapped[tree.parent[node]];
      if (parent > 0) {
        mapped[node] = builder.child(parent, tree.name[node]);
      } else if (tree.name[node] === name) {
        mapped[node] = start;
      } else {
        continue;
      }
      sides.forEach((side, i) => (builder.self[i][mapped[node]] += side.self[node]));
    }
    return builder.build(sides);
  }

  // Merges everything that calls a frame: the stacks above it, upside down.
  function callers(tree, sides, name) {
    const builder = new TreeBuilder(tree.names, sides);
    const start = builder.child(0, name);
    for (let node = 1; node < tree.length; node++) {
      if (tree.name[node] !== name || !tree.outermost[node] || !sides.some((side) => side.total[node] > 0)) {
        continue;
      }
      let mapped = start;
      for (let n = tree.parent[node]; n > 0; n = tree.parent[n]) {
        mapped = builder.child(mapped, tree.name[n]);
      }
      sides.forEach((side, i) => (builder.self[i][mapped] += side.total[node]));
    }
    return builder.build(sides);
  }

  report.Tree = Tree;
  report.callees = callees;
  report.callers = callers;
})((globalThis.sparkRecorderReport ??= {}));
