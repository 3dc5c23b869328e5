// One row of the map over the build side: memory, spill and garbage collection before the failures begin.
(function (map) {
  'use strict';

  const { dom, format } = globalThis.sparkRecorderReport;
  const { el } = dom;
  const { svg, chart, mark, polyline } = map.chart;

  function percent(share) {
    return `${Math.round(share * 100)} %`;
  }

  class Cliff {
    constructor(app) {
      this.app = app;
      this.rows = app.data.panels.flatMap((panel) => panel.series.flatMap((series) => series.rows.map((row) => ({
        key: `${panel.join}/${series.label}/${row.heap}/${row.overhead}`,
        label: `${panel.label}, ${series.label}, ${format.bytes(row.heap)} of heap`,
        boundary: row.boundary,
        cells: row.cells.filter((number) => number >= 0).map((number) => app.data.cells[number]),
      }))));
      this.select = dom.select('Row of the map', this.rows.map((row) => [row.key, row.label]),
        (row) => app.set({ row }));
      this.body = el('div', {});
      this.element = el('section', { 'aria-labelledby': 'fm-cliff' },
        el('h2', { id: 'fm-cliff' }, 'Before the cliff'),
        el('p', { class: 'sr-hint' }, 'Medians over the runs of each cell. A cross marks a cell with failed runs.'),
        this.select.field, this.body);
    }

    show(key) {
      const row = this.rows.find((it) => it.key === key) ?? this.rows.find((it) => it.boundary.at !== undefined) ?? this.rows[0];
      this.select.control.value = row.key;
      if (row !== this.row) {
        this.row = row;
        this.body.replaceChildren(el('div', { class: 'fm-charts' },
          this.chart(row, 'Memory peak as a share of its limit', [['heapShare', 'heap'], ['memoryShare', 'process, of heap and overhead']], percent, 'share'),
          this.chart(row, 'Spilled to disk', [['spilled', 'bytes spilled']], format.bytes, 'bytes'),
          this.chart(row, 'Garbage collection as a share of the tasks\u2019 time', [['gcShare', 'garbage collection']], percent, 'share')),
        this.table(row));
      }
    }

    chart(row, title, lines, text, unit) {
      const values = lines.flatMap(([field]) => row.cells.map((cell) => cell[field])).filter((it) => it !== undefined);
      if (values.length === 0) {
        return el('figure', {}, el('figcaption', {}, `${title}: not measured.`));
      }
      const { boundary } = row;
      const drawn = chart({ title: `${title}, over the build side. ${row.label}`,
        description: `Boundary: ${boundary.text}. The table below holds the figures.`,
        x: { label: 'build side', values: row.cells.map((cell) => cell.build), log: true, format: format.bytes },
        y: { values, format: text, unit }, width: 430 });
      if (boundary.low !== undefined || boundary.high !== undefined) {
        const left = drawn.x(boundary.low ?? 1);
        drawn.add(svg('rect', { class: 'fm-zone', x: left, y: drawn.top,
          width: Math.max(1, drawn.x(boundary.high ?? Number.MAX_VALUE) - left), height: drawn.bottom - drawn.top }));
      }
      if (boundary.at !== undefined) {
        drawn.add(svg('path', { class: 'fm-cut', d: `M${drawn.x(boundary.at)} ${drawn.top}V${drawn.bottom}` }));
      }
      lines.forEach(([field], i) => {
        const known = row.cells.filter((cell) => cell[field] !== undefined);
        const at = (cell) => [drawn.x(cell.build), drawn.y(cell[field])];
        drawn.add(svg('g', { class: `fm-s${i}` }, polyline(known.map(at)),
          ...known.map((cell) => mark(cell.failed > 0 ? 5 : i, ...at(cell)))));
      });
      return el('figure', {}, el('figcaption', {}, title, lines.length > 1
        ? el('ul', { class: 'fm-legend' }, lines.map(([, label], i) => el('li', {}, map.key(i), label))) : null),
      drawn.element);
    }

    table(row) {
      const percent = (share) => (share === undefined ? 'not measured' : format.percent(share));
      return dom.scrolling('Memory, spill and garbage collection of the row', el('table', { class: 'sr-table' },
        el('caption', { class: 'sr-hint' }, `${row.label}. Boundary: ${row.boundary.text}.`),
        el('thead', {}, el('tr', {}, ['Build side', 'Class', 'Failed', 'Heap peak', 'Memory peak', 'Spilled', 'GC', 'Time']
          .map((title) => el('th', { scope: 'col' }, title)))),
        el('tbody', {}, row.cells.map((cell) => el('tr', {},
          el('th', { scope: 'row' }, format.bytes(cell.build)), el('td', {}, cell.outcome),
          el('td', {}, `${cell.failed} of ${cell.counted}`), el('td', {}, percent(cell.heapShare)),
          el('td', {}, percent(cell.memoryShare)), el('td', {}, format.bytes(cell.spilled)),
          el('td', {}, percent(cell.gcShare)), el('td', {}, format.duration(cell.seconds * 1000)))))));
    }
  }

  map.Cliff = Cliff;
})((globalThis.sparkFailureMap ??= {}));
