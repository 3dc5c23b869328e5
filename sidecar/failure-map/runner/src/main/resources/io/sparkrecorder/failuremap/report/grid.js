// Heat maps, one per join: rows by skew and memory, columns by build side. Arrow keys move, Enter opens the runs.
(function (map) {
  'use strict';

  const { dom, format } = globalThis.sparkRecorderReport;
  const { el } = dom;
  const { svg, chart, mark, polyline } = map.chart;

  const STEPS = ['no run failed', 'up to 25 % failed', 'up to 50 %', 'up to 75 %', 'below 100 %', 'every run failed'];

  function step(cell) {
    const share = cell.failed / cell.counted;
    return share === 0 ? 0 : share <= 0.25 ? 1 : share <= 0.5 ? 2 : share <= 0.75 ? 3 : share < 1 ? 4 : 5;
  }

  map.words = {
    failures(cell) {
      if (cell.counted === 0) {
        return `No run says anything about this cell; ${cell.runs.length === 1 ? 'its run ended' : 'most runs ended'} as ${cell.outcome}.`;
      }
      return `${cell.failed} of ${cell.counted} ${cell.counted === 1 ? 'run' : 'runs'} failed ` +
        `(90 % interval of the failure probability ${format.percent(cell.low)} to ${format.percent(cell.high)}).`;
    },
  };

  // Tells whether a build side is within the band; a band may lack one side.
  map.banded = (boundary, bytes) => (boundary.low !== undefined || boundary.high !== undefined) &&
    bytes >= (boundary.low ?? 0) && bytes <= (boundary.high ?? Infinity);

  class Panel {
    constructor(app, panel) {
      this.app = app;
      this.panel = panel;
      this.rows = [];
      const title = `fm-panel-${panel.join}`;
      this.grid = el('table', { role: 'grid', class: 'fm-grid', 'aria-labelledby': title, 'aria-describedby': 'fm-keys',
        'aria-readonly': 'true' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Memory \\ build side'),
        panel.columns.map((bytes) => el('th', { scope: 'col' }, format.bytes(bytes))),
        el('th', { scope: 'col' }, 'Half of the runs fail at'))),
      el('tbody', {}, panel.series.flatMap((series) => this.series(series))));
      this.grid.addEventListener('keydown', (event) => this.key(event));
      this.grid.addEventListener('click', (event) => this.open(event.target.closest('td.fm-cell')));
      this.grid.addEventListener('focusin', (event) => this.focused(event.target.closest('td.fm-cell')));
      const first = this.grid.querySelector('td[data-cell]') ?? this.grid.querySelector('td.fm-cell');
      first.tabIndex = 0;
      this.element = el('section', { class: 'fm-panel', 'aria-labelledby': title },
        el('h3', { id: title }, panel.label),
        el('div', { class: 'sr-scroll fm-map' }, this.grid),
        this.curve());
    }

    series(series) {
      return [
        el('tr', {}, el('th', { class: 'fm-group', colspan: String(this.panel.columns.length + 2), scope: 'colgroup' }, series.label)),
        ...series.rows.map((row) => this.row(series, row)),
      ];
    }

    row(series, row) {
      const { columns } = this.panel;
      const edge = row.boundary.at === undefined ? -1 : columns.findIndex((bytes) => bytes >= row.boundary.at);
      const cells = row.cells.map((number, i) => this.cell(series, row, number, columns[i], i === edge));
      this.rows.push(cells);
      return el('tr', {},
        el('th', { class: 'fm-row', scope: 'row' }, format.bytes(row.heap),
          el('small', {}, `+ ${format.bytes(row.overhead)} overhead`)),
        cells, el('td', { class: 'fm-bound', role: 'gridcell' }, row.boundary.text));
    }

    cell(series, row, number, bytes, edge) {
      const { boundary } = row;
      const band = map.banded(boundary, bytes) ? ' fm-band' : '';
      const marks = `${edge ? ' fm-edge' : ''}${band}`;
      const place = `${series.label}, ${format.bytes(row.heap)} of heap, build side ${format.bytes(bytes)}`;
      const position = { role: 'gridcell', tabindex: '-1' };
      if (number < 0) {
        return el('td', { ...position, class: `fm-cell fm-untested${marks}`, 'aria-label': `${place}: not tested` });
      }
      const cell = this.app.data.cells[number];
      const fill = cell.counted === 0 ? 'fm-uncounted' : `fm-p${step(cell)}`;
      return el('td', { ...position, class: `fm-cell ${fill} fm-c-${cell.outcome}${marks}`, 'data-cell': String(number),
        'aria-label': `${place}: ${cell.outcome}. ${map.words.failures(cell)}`, 'aria-haspopup': 'dialog',
        title: `${cell.outcome}: ${map.words.failures(cell)}` },
      el('span', { class: 'fm-text' }, el('b', {}, this.app.data.outcomes[cell.outcome].letter),
        ` ${cell.failed}/${cell.counted}`));
    }

    // The boundary over the heap with its band.
    curve() {
      const lines = this.panel.series.map((series) => ({ label: series.label,
        points: series.rows.filter((row) => row.boundary.at !== undefined) }));
      const points = lines.flatMap((line) => line.points);
      if (points.length === 0) {
        return el('p', { class: 'sr-hint' }, 'No boundary of this join is known, so there is no curve.');
      }
      const drawn = chart({
        title: `${this.panel.label}: build side at which half of the runs fail, over the heap`,
        description: lines.map((line) => `${line.label}: ${line.points.map((row) =>
          `${format.bytes(row.heap)} of heap, ${row.boundary.text}`).join('; ') || 'not known'}`).join('. '),
        x: { label: 'executor heap', values: points.map((row) => row.heap), log: true, format: format.bytes },
        y: { values: [...points.flatMap((row) => [row.boundary.at, row.boundary.low, row.boundary.high]
          .filter((it) => it !== undefined)), ...this.panel.columns], log: true, format: format.bytes },
      });
      lines.forEach((line, i) => line.points.length > 0 && drawn.add(this.line(drawn, line, i, (i - (lines.length - 1) / 2) * 8)));
      return el('figure', {}, drawn.element,
        el('figcaption', {}, 'Boundary with its 90 % band; the last column of the table holds the figures.',
          el('ul', { class: 'fm-legend' }, lines.map((line, i) => el('li', {}, key(i), line.label)))));
    }

    // Lines are shifted a little, so that equal ones do not cover each other.
    line(drawn, line, i, shift) {
      const group = svg('g', { class: `fm-s${i % 6}` });
      const banded = line.points.filter((row) => row.boundary.low !== undefined && row.boundary.high !== undefined);
      const at = (row, value) => [drawn.x(row.heap) + shift, drawn.y(value)];
      if (banded.length > 1) {
        const outline = [...banded.map((row) => at(row, row.boundary.high)),
          ...banded.map((row) => at(row, row.boundary.low)).reverse()];
        group.append(svg('path', { class: 'fm-area', d: `M${outline.map((point) => point.join(' ')).join('L')}z` }));
      }
      banded.forEach((row) => group.append(polyline([at(row, row.boundary.low), at(row, row.boundary.high)],
        { style: 'stroke-dasharray: none; stroke-width: 1' })));
      group.append(polyline(line.points.map((row) => at(row, row.boundary.at))));
      line.points.forEach((row) => group.append(mark(i, ...at(row, row.boundary.at))));
      return group;
    }

    focused(cell) {
      if (cell) {
        this.grid.querySelectorAll('td[tabindex="0"]').forEach((other) => (other.tabIndex = -1));
        cell.tabIndex = 0;
      }
    }

    open(cell) {
      if (cell?.dataset.cell !== undefined) {
        cell.focus();
        this.app.set({ cell: this.app.data.cells[Number(cell.dataset.cell)].name }, true);
      }
    }

    key(event) {
      const cell = event.target.closest('td.fm-cell');
      if (!cell || event.metaKey || event.altKey) {
        return;
      }
      const row = this.rows.findIndex((cells) => cells.includes(cell));
      const column = this.rows[row].indexOf(cell);
      const last = this.panel.columns.length - 1;
      const move = (r, c) => this.rows[Math.min(this.rows.length - 1, Math.max(0, r))][Math.min(last, Math.max(0, c))].focus();
      const moves = {
        ArrowDown: () => move(row + 1, column),
        ArrowUp: () => move(row - 1, column),
        ArrowRight: () => move(row, column + 1),
        ArrowLeft: () => move(row, column - 1),
        Home: () => move(event.ctrlKey ? 0 : row, 0),
        End: () => move(event.ctrlKey ? this.rows.length : row, last),
        Enter: () => this.open(cell),
        ' ': () => this.open(cell),
      };
      if (moves[event.key]) {
        event.preventDefault();
        moves[event.key]();
      }
    }
  }

  function key(i) {
    return svg('svg', { class: `fm-chart fm-key fm-s${i % 6}`, viewBox: '0 0 40 14', 'aria-hidden': 'true' },
      polyline([[2, 7], [38, 7]]), mark(i, 20, 7));
  }

  function legend(data) {
    const seen = new Set(data.cells.map((cell) => cell.outcome));
    const swatch = (classes, text = '') => el('span', { class: `fm-swatch ${classes}`, 'aria-hidden': 'true' },
      text ? el('span', { class: 'fm-text' }, el('b', {}, text)) : null);
    return el('div', {},
      el('ul', { class: 'fm-legend', 'aria-label': 'Colours' },
        STEPS.map((text, i) => el('li', {}, swatch(`fm-p${i}`), text)),
        el('li', {}, swatch('fm-untested'), 'not tested'),
        el('li', {}, swatch('fm-uncounted'), 'no run counts')),
      el('ul', { class: 'fm-legend', 'aria-label': 'Classes' },
        Object.entries(data.outcomes).filter(([name]) => seen.has(name)).map(([name, outcome]) =>
          el('li', {}, swatch(`fm-p1 fm-c-${name}`, outcome.letter), `${name}: ${outcome.meaning}`))),
      el('ul', { class: 'fm-legend', 'aria-label': 'Boundary' },
        el('li', {}, swatch('fm-p1 fm-edge'), 'boundary: at or above it, more than half of the runs fail'),
        el('li', {}, swatch('fm-p1 fm-band'), 'within the 90 % band of the boundary')));
  }

  map.Panel = Panel;
  map.legend = legend;
  map.key = key;
})((globalThis.sparkFailureMap ??= {}));
