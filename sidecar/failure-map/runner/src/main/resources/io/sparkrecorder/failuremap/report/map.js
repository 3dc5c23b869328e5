// Starts the page: reads the figures, builds its sections, and keeps the state in the fragment of the address.
(function (map) {
  'use strict';

  const { dom } = globalThis.sparkRecorderReport;
  const { el } = dom;
  const DEFAULTS = { cell: '', row: '', work: '', table: '', theme: '' };

  function parse() {
    const parameters = new URLSearchParams(location.hash.replace(/^#/, ''));
    return Object.fromEntries(Object.keys(DEFAULTS).map((key) => [key, parameters.get(key) ?? '']));
  }

  function print(state) {
    return new URLSearchParams(Object.entries(state).filter(([, value]) => value !== '')).toString();
  }

  async function read() {
    const bytes = Uint8Array.from(atob(document.getElementById('fm-data').textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).json();
  }

  class App {
    constructor(data) {
      this.root = document.getElementById('failure-map');
      this.data = data;
      this.state = parse();
      this.theme = dom.select('Colours', [['', 'as the system'], ['light', 'light'], ['dark', 'dark']],
        (theme) => this.set({ theme }));
      document.getElementById('fm-theme').replaceChildren(this.theme.field);
      this.details = new map.Details(this);
      const content = document.getElementById('fm-content');
      if (data.cells.length === 0) {
        content.replaceChildren(el('p', {}, 'There is no run yet.'));
        this.sections = null;
      } else {
        this.sections = { cliff: new map.Cliff(this), cost: new map.Cost(this), table: new map.CellTable(this) };
        content.replaceChildren(
          el('section', { 'aria-labelledby': 'fm-map' },
            el('h2', { id: 'fm-map' }, 'Map'),
            el('p', { class: 'sr-hint' }, 'Each cell shows the class of most runs, and failed of counted runs. ',
              el('span', { id: 'fm-keys' }, 'Arrow keys move between cells, Enter opens the runs of a cell.')),
            map.legend(data), data.panels.map((panel) => new map.Panel(this, panel).element)),
          this.sections.cliff.element, this.sections.cost.element, this.sections.table.element, this.details.element);
      }
      addEventListener('hashchange', () => this.restore());
      addEventListener('popstate', () => this.restore());
      this.render();
    }

    restore() {
      this.state = parse();
      this.render();
    }

    // Changes the state. A step that a person would take back gets an entry in the history.
    set(changes, step = false) {
      const before = print(this.state);
      this.state = { ...this.state, ...changes };
      const fragment = print(this.state);
      if (fragment !== before) {
        history[step ? 'pushState' : 'replaceState'](null, '', `#${fragment}`);
        this.render();
      }
    }

    // The dialog was closed: the browser returns the focus to the cell.
    closed() {
      this.set({ cell: '' });
    }

    render() {
      const { theme } = this.state;
      this.theme.control.value = theme;
      this.root.classList.toggle('dark', theme === 'dark');
      this.root.classList.toggle('light', theme === 'light');
      if (this.sections === null) {
        return;
      }
      this.sections.cliff.show(this.state.row);
      this.sections.cost.show(this.state.work);
      this.sections.table.show(this.state.table === '1');
      const cell = this.data.cells.find((it) => it.name === this.state.cell);
      if (cell) {
        this.details.show(cell);
      } else {
        this.details.hide();
      }
    }
  }

  read().then((data) => {
    map.app = new App(data);
    // The bench reads the time of the first frame after this.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      performance.mark('fm-drawn');
      document.getElementById('failure-map').dataset.ready = '';
    }));
  }, (error) => {
    document.getElementById('fm-content').textContent = `The figures of this page cannot be read: ${error}`;
  });
})((globalThis.sparkFailureMap ??= {}));
