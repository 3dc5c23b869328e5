// All cells as one table. It is built when a person opens it, because it may have thousands of rows.
(function (map) {
  'use strict';

  const { dom, format } = globalThis.sparkRecorderReport;
  const { el } = dom;

  class CellTable {
    constructor(app) {
      this.app = app;
      this.details = el('details', { ontoggle: () => this.toggled() }, el('summary', {}, `All ${app.data.cells.length} cells as a table`));
      this.element = el('section', { 'aria-labelledby': 'fm-table' }, el('h2', { id: 'fm-table' }, 'Figures'), this.details);
    }

    show(open) {
      this.details.open = open;
      this.fill();
    }

    toggled() {
      this.fill();
      this.app.set({ table: this.details.open ? '1' : '' });
    }

    fill() {
      if (this.details.open && this.details.childElementCount === 1) {
        this.details.append(dom.scrolling('All cells', this.table()));
      }
    }

    table() {
      const percent = (share) => (share === undefined ? '–' : format.percent(share));
      const number = (text) => el('td', { class: 'sr-number' }, text);
      return el('table', { class: 'sr-table' },
        el('thead', {}, el('tr', {}, ['Cell', 'Join', 'Skew', 'Heap', 'Build side', 'Class', 'Failed', '90 % interval', 'Heap peak',
          'Memory peak', 'Spilled', 'GC', 'Time', 'Cost in GiB·s'].map((title) => el('th', { scope: 'col' }, title)))),
        el('tbody', {}, this.app.data.cells.map((cell) => el('tr', {},
          el('th', { scope: 'row' }, el('button', { type: 'button', class: 'sr-link', 'data-key': cell.name,
            onclick: () => this.app.set({ cell: cell.name }, true) }, dom.name(cell.name))),
          el('td', {}, cell.join), el('td', {}, cell.series), number(format.bytes(cell.heap)), number(format.bytes(cell.build)),
          el('td', {}, cell.outcome), number(`${cell.failed} of ${cell.counted}`),
          number(`${format.percent(cell.low)} to ${format.percent(cell.high)}`), number(percent(cell.heapShare)),
          number(percent(cell.memoryShare)), number(format.bytes(cell.spilled)), number(percent(cell.gcShare)),
          number(format.duration(cell.seconds * 1000)), number(cell.cost.toFixed(1))))));
    }
  }

  map.CellTable = CellTable;
})((globalThis.sparkFailureMap ??= {}));
