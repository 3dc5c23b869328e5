// Draws a tree as a flame graph on a canvas. It only draws frames wide enough to be seen.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const ROW = 18;
  const NARROWEST = 1;
  const LABELLED = 28;
  // Deeper frames show after a zoom: JFR records up to 2,048 frames of a stack.
  const DEEPEST = 1000;
  const ANCESTORS = 300;

  const FAMILIES = [
    ['other', format.NATIVE],
    ['spark', /^org\.apache\.spark\./],
    ['java', /^(java|javax|jdk|sun|com\.sun)\./],
    ['scala', /^scala\./],
    ['library', /^(org\.(apache|slf4j|eclipse|xerial|codehaus)|io\.(netty|airlift|delta)|com\.(google|fasterxml|amazonaws|esotericsoftware|github|databricks|univocity)|net\.(jpountz|razorvine)|software\.amazon|shaded|jakarta|py4j)\./],
    ['own', /^[\w$]+\.[\w$]/],
  ];
  const TITLES = { own: 'your code', spark: 'Spark', java: 'Java', scala: 'Scala', library: 'libraries', other: 'native code and other' };

  function family(name) {
    const found = FAMILIES.find(([, pattern]) => pattern.test(name));
    return found ? found[0] : 'other';
  }

  class Flame {
    // Options: label, up (draw callers upwards), select (node chosen), zoomed (node to zoom to).
    constructor(app, options) {
      this.app = app;
      this.options = options;
      this.root = 0;
      this.cursor = 0;
      this.frames = [];
      this.families = new Map();
      this.canvas = el('canvas', { class: 'sr-flame', tabindex: '0', role: 'application',
        'aria-roledescription': 'flame graph', 'aria-label': options.label });
      this.tip = el('div', { class: 'sr-tip', hidden: true, 'aria-hidden': 'true' });
      this.element = el('div', { class: 'sr-flame-box' }, this.canvas, this.tip);
      this.listen();
    }

    show(view, root, matches) {
      if (view.tree !== this.view?.tree) {
        this.cursor = root;
      }
      this.view = view;
      this.root = root < view.tree.length ? root : 0;
      this.matches = matches;
      this.layout();
      this.paint();
    }

    // Lists the frames to draw: the ancestors of the root in full width, and everything below it.
    layout() {
      const { view, root } = this;
      const { tree } = view;
      const width = this.canvas.clientWidth || this.element.clientWidth || 800;
      this.width = width;
      const scale = view.share(root) > 0 ? width / view.share(root) : 0;
      const frames = [];
      const ancestors = [0, ...tree.pathTo(root).slice(0, -1)].slice(-ANCESTORS);
      const above = this.options.bare || root === 0 ? [] : ancestors;
      above.forEach((node, row) => frames.push({ node, row, x: 0, width, above: true }));
      const stack = view.share(root) > 0 ? [{ node: root, row: above.length, x: 0, width, above: false }] : [];
      let rows = above.length;
      while (stack.length > 0) {
        const frame = stack.pop();
        frames.push(frame);
        rows = Math.max(rows, frame.row + 1);
        let x = frame.x;
        for (let i = tree.firstChild[frame.node]; i < tree.firstChild[frame.node + 1]; i++) {
          const child = tree.children[i];
          const childWidth = view.share(child) * scale;
          if (childWidth >= NARROWEST && frame.row + 1 < DEEPEST) {
            stack.push({ node: child, row: frame.row + 1, x, width: childWidth, above: false });
          }
          x += childWidth;
        }
      }
      this.frames = frames;
      this.rows = Math.max(1, rows);
      this.byRow = Array.from({ length: this.rows }, () => []);
      frames.forEach((frame) => this.byRow[frame.row].push(frame));
    }

    get upwards() {
      return this.options.up ?? this.app.state.order === 'flame';
    }

    y(row) {
      return (this.upwards ? this.rows - 1 - row : row) * ROW;
    }

    paint() {
      const ctx = dom.context(this.canvas, this.width, this.rows * ROW);
      const { colors } = this.app;
      ctx.font = `12px ${colors.font}`;
      ctx.textBaseline = 'middle';
      this.letter = ctx.measureText('ACDMOSWabcdefghiklmnoprstuw').width / 27;
      for (const frame of this.frames) {
        this.paintFrame(ctx, frame, colors);
      }
      const current = this.frames.find((frame) => frame.node === this.cursor);
      if (current && (document.activeElement === this.canvas || this.marked)) {
        ctx.strokeStyle = colors.fg;
        ctx.lineWidth = 2;
        ctx.strokeRect(current.x + 1, this.y(current.row) + 1, Math.max(2, current.width - 2), ROW - 2);
      }
    }

    paintFrame(ctx, frame, colors) {
      const { view } = this;
      const y = this.y(frame.row);
      const dim = this.matches && frame.node !== 0 && !this.matches[view.tree.name[frame.node]];
      ctx.globalAlpha = frame.above ? 0.6 : 1;
      ctx.fillStyle = this.color(frame.node, colors, dim);
      ctx.fillRect(frame.x, y, Math.max(0.5, frame.width - 0.5), ROW - 1);
      if (view.differs && !dim && view.delta(frame.node) < -0.001) {
        this.hatch(ctx, frame, y, colors);
      }
      ctx.globalAlpha = 1;
      if (this.matches && !dim && frame.node !== 0) {
        ctx.fillStyle = colors.fg;
        ctx.fillRect(frame.x, y + ROW - 4, Math.max(0.5, frame.width - 0.5), 3);
      }
      if (frame.width >= LABELLED) {
        ctx.fillStyle = dim ? colors.muted : colors.frameText;
        ctx.fillText(this.label(frame), frame.x + 3, y + ROW / 2);
      }
    }

    // Stripes frames that have less than the other side, so that colour is not needed to tell.
    hatch(ctx, frame, y, colors) {
      if (frame.width < 3) {
        return;
      }
      ctx.strokeStyle = colors.hatch;
      ctx.lineWidth = 1;
      ctx.save();
      ctx.beginPath();
      ctx.rect(frame.x, y, frame.width - 0.5, ROW - 1);
      ctx.clip();
      ctx.beginPath();
      for (let x = frame.x - ROW; x < frame.x + frame.width; x += 9) {
        ctx.moveTo(x, y + ROW);
        ctx.lineTo(x + ROW, y);
      }
      ctx.stroke();
      ctx.restore();
    }

    color(node, colors, dim) {
      if (dim) {
        return colors.surface;
      }
      if (this.view.differs) {
        const delta = this.view.delta(node);
        const size = Math.abs(delta);
        return size < 0.001 ? colors.same
          : (delta > 0 ? colors.more : colors.less)[size < 0.01 ? 0 : size < 0.05 ? 1 : 2];
      }
      if (node === 0) {
        return colors.family.other;
      }
      const name = this.view.tree.name[node];
      if (!this.families.has(name)) {
        this.families.set(name, family(this.view.tree.names[name]));
      }
      return colors.family[this.families.get(name)];
    }

    label(frame) {
      const room = Math.floor((frame.width - 6) / this.letter);
      const name = this.view.shownName(frame.node);
      const sign = this.view.differs ? `${format.points(this.view.delta(frame.node))} ` : '';
      const text = name.length + sign.length <= room ? name : format.shortName(name);
      return format.clip(sign + text, Math.max(1, room));
    }

    at(event) {
      const box = this.canvas.getBoundingClientRect();
      const x = event.clientX - box.left;
      const line = Math.floor((event.clientY - box.top) / ROW);
      const row = this.upwards ? this.rows - 1 - line : line;
      return (this.byRow[row] || []).find((frame) => x >= frame.x && x < frame.x + frame.width);
    }

    listen() {
      this.canvas.addEventListener('mousemove', (event) => this.hover(event));
      this.canvas.addEventListener('mouseleave', () => (this.tip.hidden = true));
      this.canvas.addEventListener('click', (event) => {
        const frame = this.at(event);
        if (frame) {
          this.choose(frame.node);
          this.options.zoomed(frame.node);
        }
      });
      this.canvas.addEventListener('focus', () => {
        if (!this.frames.some((frame) => frame.node === this.cursor)) {
          this.cursor = this.root;
        }
        this.paint();
        this.app.say(this.text(this.cursor));
      });
      this.canvas.addEventListener('blur', () => this.paint());
      this.canvas.addEventListener('keydown', (event) => this.key(event));
    }

    hover(event) {
      const frame = this.at(event);
      this.tip.hidden = !frame;
      if (!frame) {
        return;
      }
      dom.replace(this.tip, el('strong', {}, dom.name(format.clip(this.view.nameOf(frame.node), 300))),
        el('span', {}, this.view.describe(frame.node)));
      const box = this.element.getBoundingClientRect();
      const x = event.clientX - box.left;
      this.tip.style.left = `${Math.max(0, Math.min(x + 12, box.width - this.tip.offsetWidth - 4))}px`;
      this.tip.style.top = `${event.clientY - box.top + 18}px`;
    }

    // Arrow keys move over the drawn frames, Enter zooms, Escape zooms out.
    key(event) {
      const down = this.upwards ? 'ArrowUp' : 'ArrowDown';
      const up = this.upwards ? 'ArrowDown' : 'ArrowUp';
      const current = this.frames.find((frame) => frame.node === this.cursor) || this.frames[0];
      if (!current) {
        return;
      }
      const row = this.byRow[current.row];
      const sorted = (list) => list.slice().sort((a, b) => a.x - b.x);
      let next = null;
      if (event.key === down) {
        next = (this.byRow[current.row + 1] || [])
          .filter((frame) => this.view.tree.parent[frame.node] === current.node || current.above)
          .sort((a, b) => b.width - a.width)[0];
      } else if (event.key === up) {
        next = (this.byRow[current.row - 1] || [])
          .find((frame) => frame.node === this.view.tree.parent[current.node] || frame.above);
      } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        const all = sorted(row);
        next = all[all.indexOf(current) + (event.key === 'ArrowLeft' ? -1 : 1)];
      } else if (event.key === 'Enter') {
        this.options.zoomed(current.node);
      } else if (event.key === 'Escape') {
        this.options.zoomed(0);
      } else if (event.key === 's' && current.node !== 0) {
        this.options.sandwich(this.view.nameOf(current.node));
      } else {
        return;
      }
      event.preventDefault();
      if (next) {
        this.choose(next.node);
      }
    }

    choose(node) {
      this.cursor = node;
      this.marked = true;
      this.paint();
      this.app.say(this.text(node));
      this.options.select(this.view, node);
    }

    text(node) {
      return `${format.clip(this.view.shownName(node), 300)}: ${this.view.describe(node)}`;
    }
  }

  function legend(view) {
    return view.differs
      ? el('ul', { class: 'sr-legend' },
        el('li', {}, el('span', { class: 'sr-swatch sr-swatch-more' }), '+ more here than there'),
        el('li', {}, el('span', { class: 'sr-swatch sr-swatch-less' }), '− less here than there (striped)'),
        el('li', {}, el('span', { class: 'sr-swatch sr-swatch-same' }), '±0.0 the same'))
      : el('ul', { class: 'sr-legend' }, Object.entries(TITLES).map(([key, title]) =>
        el('li', {}, el('span', { class: `sr-swatch sr-swatch-${key}` }), title)));
  }

  report.Flame = Flame;
  report.flameLegend = legend;
  report.frameFamily = family;
})((globalThis.sparkRecorderReport ??= {}));
