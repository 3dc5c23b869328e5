// The table of frames: which take most by themselves, which with everything that they call.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const PAGE = 15;

  class Top {
    constructor(app, options) {
      this.app = app;
      this.options = options;
      this.limit = PAGE;
      this.headers = new Map();
      this.head = el('tr', {}, el('th', { scope: 'col' }, 'Frame'),
        this.header('self', 'Itself'), this.header('total', 'With callees'), this.header('delta', 'Difference, itself'),
        this.header('deltaTotal', 'Difference, with callees'));
      this.body = el('tbody', {});
      this.more = el('button', { type: 'button', class: 'sr-more', onclick: () => this.showMore() });
      this.element = el('div', { class: 'sr-top' },
        el('h3', {}, 'Hottest frames'),
        dom.scrolling('Hottest frames', el('table', { class: 'sr-table' }, el('thead', {}, this.head), this.body)),
        this.more);
    }

    header(sort, text) {
      const mark = el('span', { 'aria-hidden': 'true' });
      const cell = el('th', { scope: 'col', class: 'sr-number' }, el('button', { type: 'button', class: 'sr-sort',
        onclick: () => this.app.set({ sort }) }, text, mark));
      this.headers.set(sort, { cell, mark });
      return cell;
    }

    showMore() {
      const first = this.limit + 1;
      this.limit += 4 * PAGE;
      this.render();
      this.body.querySelector(`tr:nth-child(${first}) button`)?.focus();
    }

    show(view, matches) {
      this.view = view;
      this.matches = matches;
      this.limit = PAGE;
      this.sides = view.sides.map((side) => view.tree.byName(side));
      this.render();
    }

    // Sorts by the difference in a comparison, otherwise by the frame itself, unless the reader chose a column.
    sort() {
      const { sort } = this.app.state;
      const known = this.headers.has(sort) && (this.view.differs || !sort.startsWith('delta'));
      return known ? sort : this.view.differs ? 'delta' : 'self';
    }

    render() {
      const { view, matches } = this;
      const sort = this.sort();
      const [own, other] = this.sides;
      const share = (side, values, name) => (view.sides[side].sum === 0 ? 0 : values[name] / view.sides[side].sum);
      const delta = (values, name) => (other ? share(0, own[values], name) - share(1, other[values], name) : 0);
      const rank = {
        self: (name) => own.self[name],
        total: (name) => own.total[name],
        delta: (name) => Math.abs(delta('self', name)),
        deltaTotal: (name) => Math.abs(delta('total', name)),
      }[sort];
      const names = [];
      for (let name = 0; name < view.tree.names.length; name++) {
        if ((own.total[name] > 0 || (other && other.total[name] > 0)) && (!matches || matches[name])) {
          names.push(name);
        }
      }
      names.sort((a, b) => rank(b) - rank(a) || own.total[b] - own.total[a]);
      for (const [key, { cell, mark }] of this.headers) {
        cell.hidden = key.startsWith('delta') && !view.differs;
        cell.setAttribute('aria-sort', key === sort ? 'descending' : 'none');
        mark.textContent = key === sort ? ' ▾' : '';
      }
      dom.replace(this.body, names.slice(0, this.limit).map((name) => this.row(name, share, own, delta)));
      this.more.hidden = names.length <= this.limit;
      this.more.textContent = `Show more of ${format.count(names.length)} frames`;
      this.count = names.length;
    }

    row(name, share, own, delta) {
      const { view } = this;
      const text = view.tree.names[name];
      const cell = (value) => {
        const part = share(0, value, name);
        const bar = el('span', { class: 'sr-bar', 'aria-hidden': 'true' });
        bar.style.setProperty('--share', Math.min(1, part));
        return el('td', { class: 'sr-number', title: format.weight(value[name], view.unit) }, format.percent(part), bar);
      };
      return el('tr', {},
        el('th', { scope: 'row' }, el('button', { type: 'button', class: 'sr-link', 'data-key': `frame ${name}`,
          onclick: () => this.options.sandwich(text) }, dom.name(text, 'sr-name sr-frame'))),
        cell(own.self), cell(own.total),
        view.differs ? ['self', 'total'].map((values) => el('td', { class: 'sr-number' }, format.points(delta(values, name)))) : []);
    }
  }

  report.Top = Top;
})((globalThis.sparkRecorderReport ??= {}));
