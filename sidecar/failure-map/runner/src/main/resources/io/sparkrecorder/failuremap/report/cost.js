// Cost of success: for one piece of work, memory times time against time, with the Pareto front of each join.
(function (map) {
  'use strict';

  const { dom, format } = globalThis.sparkRecorderReport;
  const { el } = dom;
  const { svg, chart, mark, polyline } = map.chart;

  class Cost {
    constructor(app) {
      this.app = app;
      this.works = new Map();
      for (const success of app.data.successes) {
        const key = `${success.work}/${success.build}`;
        if (!this.works.has(key)) {
          this.works.set(key, { key, label: `${success.work}, build side ${format.bytes(success.build)}`,
            build: success.build, points: [] });
        }
        this.works.get(key).points.push({ ...success, cell: app.data.cells[success.cell] });
      }
      this.sorted = [...this.works.values()].sort((a, b) => a.build - b.build || a.key.localeCompare(b.key));
      this.select = dom.select('Work', this.sorted.map((work) => [work.key, work.label]), (work) => app.set({ work }));
      this.body = el('div', {});
      this.element = el('section', { 'aria-labelledby': 'fm-cost' },
        el('h2', { id: 'fm-cost' }, 'Cost of success'),
        el('p', { class: 'sr-hint' }, 'Medians over good runs. Cost is the memory of all executors, heap and overhead, times the wall ' +
          'time. A line joins the shapes on the Pareto front of a join: no other shape is both cheaper and faster.'),
        this.sorted.length === 0 ? el('p', {}, 'No run succeeded.') : [this.select.field, this.body]);
    }

    // Without a choice, the largest work that most cells did.
    show(key) {
      if (this.sorted.length === 0) {
        return;
      }
      const most = Math.max(...this.sorted.map((work) => work.points.length));
      const work = this.works.get(key) ?? this.sorted.findLast((it) => it.points.length === most);
      this.select.control.value = work.key;
      if (work !== this.work) {
        this.work = work;
        this.body.replaceChildren(this.chart(work), this.table(work));
      }
    }

    chart(work) {
      const joins = [...new Set(work.points.map((point) => point.cell.join))];
      const drawn = chart({ title: `Cost against time: ${work.label}`,
        description: 'The table below holds the figures.',
        x: { label: 'seconds', values: work.points.map((point) => point.seconds), format: (it) => format.measure(it) },
        y: { values: work.points.map((point) => point.cost), format: (it) => `${format.measure(it)} GiB·s` } });
      joins.forEach((join, i) => {
        const points = work.points.filter((point) => point.cell.join === join);
        const at = (point) => [drawn.x(point.seconds), drawn.y(point.cost)];
        const front = points.filter((point) => point.front).sort((a, b) => a.seconds - b.seconds);
        drawn.add(svg('g', { class: `fm-s${i % 6}` }, polyline(front.map(at)), ...points.map((point) => {
          const it = mark(i, ...at(point));
          it.append(svg('title', {}, `${join}, ${format.bytes(point.cell.heap)} of heap`));
          return it;
        })));
      });
      return el('figure', {}, drawn.element, el('figcaption', {},
        el('ul', { class: 'fm-legend' }, joins.map((join, i) => el('li', {}, map.key(i), join)))));
    }

    table(work) {
      return dom.scrolling('Ways that succeeded', el('table', { class: 'sr-table' },
        el('caption', { class: 'sr-hint' }, work.label),
        el('thead', {}, el('tr', {}, ['Join', 'Heap', 'Time', 'Cost', 'Good runs', 'On the front of its join']
          .map((title) => el('th', { scope: 'col' }, title)))),
        el('tbody', {}, [...work.points].sort((a, b) => a.cost - b.cost).map((point) => el('tr', {},
          el('th', { scope: 'row' }, point.cell.join), el('td', {}, format.bytes(point.cell.heap)),
          el('td', {}, format.duration(point.seconds * 1000)), el('td', {}, `${point.cost.toFixed(1)} GiB·s`),
          el('td', {}, String(point.runs)), el('td', {}, point.front ? 'yes' : 'no'))))));
    }
  }

  map.Cost = Cost;
})((globalThis.sparkFailureMap ??= {}));
