// One view of a tree: the sums of one selection, or of two that are compared.
(function (report) {
  'use strict';

  const { format } = report;

  class View {
    // The second side is null unless two selections are compared.
    constructor(tree, side, other, unit) {
      this.tree = tree;
      this.side = side;
      this.other = other;
      this.unit = unit;
    }

    get differs() {
      return this.other !== null;
    }

    get sides() {
      return this.differs ? [this.side, this.other] : [this.side];
    }

    get empty() {
      return this.sides.every((side) => side.sum === 0);
    }

    // Returns the width of a frame. In a comparison it is the mean of both shares, so that a frame that only one side
    // has can be seen, and children still add up to their parent.
    share(node) {
      const own = this.side.sum === 0 ? 0 : this.side.total[node] / this.side.sum;
      return this.differs ? (own + this.otherShare(node)) / 2 : own;
    }

    otherShare(node) {
      return this.other.sum === 0 ? 0 : this.other.total[node] / this.other.sum;
    }

    ownShare(node) {
      return this.side.sum === 0 ? 0 : this.side.total[node] / this.side.sum;
    }

    delta(node) {
      return this.ownShare(node) - this.otherShare(node);
    }

    hasSelf(node) {
      return this.sides.some((side) => side.self[node] > 0);
    }

    nameOf(node) {
      return node === 0 ? 'all stacks' : this.tree.names[this.tree.name[node]];
    }

    shownName(node) {
      return format.visible(this.nameOf(node));
    }

    describe(node) {
      const total = this.side.total[node];
      const self = this.side.self[node];
      const plain = `${format.weight(total, this.unit)}, ${format.percent(this.ownShare(node))}; ` +
        `itself ${format.weight(self, this.unit)}`;
      return this.differs
        ? `${format.points(this.delta(node))} percentage points: here ${format.percent(this.ownShare(node))}, ` +
          `there ${format.percent(this.otherShare(node))} (${plain})`
        : plain;
    }

    // Returns the view of what a frame calls, and of its callers.
    sandwich(name) {
      const make = (derive) => {
        const { tree, sides } = derive(this.tree, this.sides, name);
        return new View(tree, sides[0], this.differs ? sides[1] : null, this.unit);
      };
      return { callers: make(report.callers), callees: make(report.callees) };
    }
  }

  report.View = View;
})((globalThis.sparkRecorderReport ??= {}));
