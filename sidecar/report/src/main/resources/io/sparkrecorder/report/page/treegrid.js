// The flame graph as a treegrid: the same frames and numbers, for keyboards and screen readers.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const CHILDREN = 40;
  const HOT = 0.5;

  class TreeGrid {
    constructor(app, options) {
      this.app = app;
      this.options = options;
      this.open = new Set([0]);
      this.body = el('tbody', {});
      this.delta = el('th', { scope: 'col' }, 'Difference');
      this.grid = el('table', { role: 'treegrid', class: 'sr-table sr-tree', 'aria-label': 'Frames, callers above callees' },
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Frame'), el('th', { scope: 'col' }, 'Total'),
          el('th', { scope: 'col' }, 'Share'), el('th', { scope: 'col' }, 'Itself'), this.delta)),
        this.body);
      this.grid.addEventListener('keydown', (event) => this.key(event));
      this.grid.addEventListener('click', (event) => this.click(event));
      this.grid.addEventListener('focusin', (event) => this.focused(event.target.closest('tr[data-node]')));
      this.details = el('details', { class: 'sr-tree-details', ontoggle: () => this.render() },
        el('summary', {}, 'The same as a tree, by keyboard and screen reader'),
        el('p', { class: 'sr-hint' }, 'Up and Down move, Right opens, Left closes, Enter zooms the graph to a frame, ' +
          'S shows its callers and callees.'),
        el('button', { type: 'button', onclick: () => this.openHottest() }, 'Open the hottest path'),
        el('div', { class: 'sr-scroll sr-tall' }, this.grid));
      this.element = this.details;
    }

    show(view, root) {
      if (view.tree !== this.tree || root !== this.root) {
        this.open = new Set([root]);
        this.current = root;
      }
      this.view = view;
      this.tree = view.tree;
      this.root = root;
      this.render();
    }

    render() {
      if (!this.details.open || !this.view) {
        return;
      }
      const rows = [];
      this.delta.hidden = !this.view.differs;
      this.list(rows, this.root, 1, 1, 1);
      if (!rows.some((row) => Number(row.dataset.node) === this.current)) {
        this.current = this.root;
      }
      for (const row of rows) {
        row.tabIndex = Number(row.dataset.node) === this.current && !row.dataset.rest ? 0 : -1;
      }
      dom.replace(this.body, rows);
    }

    children(node) {
      const { view } = this;
      return Array.from(view.tree.childrenOf(node)).filter((child) => view.share(child) > 0)
        .sort((a, b) => view.share(b) - view.share(a));
    }

    list(rows, node, level, position, size) {
      const children = this.children(node);
      const open = this.open.has(node) && children.length > 0;
      rows.push(this.row(node, level, position, size, children.length === 0 ? null : open));
      if (!open) {
        return;
      }
      children.slice(0, CHILDREN).forEach((child, i) => this.list(rows, child, level + 1, i + 1, children.length));
    }

    row(node, level, position, size, expanded) {
      const { view } = this;
      const name = el('td', { role: 'gridcell' },
        el('span', { class: 'sr-twist', 'aria-hidden': 'true' }, expanded === null ? '·' : expanded ? '▾' : '▸'),
        dom.name(view.nameOf(node), 'sr-name sr-frame'));
      name.style.paddingInlineStart = `${Math.min(level - 1, 40) * 0.6 + 0.3}rem`;
      const number = (text) => el('td', { role: 'gridcell', class: 'sr-number' }, text);
      return el('tr', { role: 'row', 'data-node': String(node), 'data-key': `node ${node}`, 'aria-level': String(level),
        'aria-posinset': String(position), 'aria-setsize': String(size),
        'aria-expanded': expanded === null ? null : String(expanded) },
      name, number(format.weight(view.side.total[node], view.unit)), number(format.percent(view.ownShare(node))),
      number(format.weight(view.side.self[node], view.unit)),
      view.differs ? number(format.points(view.delta(node))) : null);
    }

    // Opens the path along which each child has most of its parent.
    openHottest() {
      let node = this.root;
      while (true) {
        this.open.add(node);
        const [hottest] = this.children(node);
        if (hottest === undefined || this.view.share(hottest) < HOT * this.view.share(node)) {
          break;
        }
        node = hottest;
      }
      this.current = node;
      this.render();
      this.rowOf(node)?.focus();
    }

    rowOf(node) {
      return this.body.querySelector(`tr[data-node="${node}"]`);
    }

    focused(row) {
      if (row) {
        this.current = Number(row.dataset.node);
        this.body.querySelectorAll('tr[tabindex="0"]').forEach((other) => (other.tabIndex = -1));
        row.tabIndex = 0;
      }
    }

    click(event) {
      const row = event.target.closest('tr[data-node]');
      if (row) {
        this.focused(row);
        this.toggle(row, row.getAttribute('aria-expanded') !== 'true');
        this.rowOf(this.current)?.focus();
      }
    }

    toggle(row, open) {
      const node = Number(row.dataset.node);
      if (row.hasAttribute('aria-expanded')) {
        this.open[open ? 'add' : 'delete'](node);
        this.render();
      }
    }

    key(event) {
      const row = event.target.closest('tr[data-node]');
      if (!row || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const node = Number(row.dataset.node);
      const open = row.getAttribute('aria-expanded');
      const moves = {
        ArrowDown: () => row.nextElementSibling?.focus(),
        ArrowUp: () => row.previousElementSibling?.focus(),
        Home: () => this.body.firstElementChild.focus(),
        End: () => this.body.lastElementChild.focus(),
        ArrowRight: () => (open === 'false' ? this.toggle(row, true) : open === 'true' && row.nextElementSibling.focus()),
        ArrowLeft: () => (open === 'true' ? this.toggle(row, false)
          : node !== this.root && this.rowOf(this.tree.parent[node])?.focus()),
        Enter: () => this.options.zoomed(node),
        s: () => node !== 0 && this.options.sandwich(this.view.nameOf(node)),
      };
      if (moves[event.key]) {
        event.preventDefault();
        moves[event.key]();
      }
    }
  }

  report.TreeGrid = TreeGrid;
})((globalThis.sparkRecorderReport ??= {}));
