// Puts the page together: loads the data, keeps the state, and redraws the parts that a change concerns.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;

  class App {
    constructor(root, profile) {
      this.root = root;
      this.profile = profile;
      this.timings = { aggregate: 0, draw: 0, filter: 0 };
      this.status = el('p', { class: 'sr-status', role: 'status', 'aria-live': 'polite' });
      this.store = new report.State(() => this.refresh());
      this.preselect();
      this.applyTheme();
      this.refreshSelection();
      this.build();
      this.refresh();
      this.watch();
    }

    get state() {
      return this.store.values;
    }

    set(changes, step = false) {
      this.store.set(changes, step);
    }

    // Changes the selection and moves to the flame graph.
    go(changes) {
      this.set(changes, true);
      this.flameHeading.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
      this.flameHeading.focus({ preventScroll: true });
    }

    say(text) {
      this.status.textContent = text;
    }

    // A link from Spark's own pages names an executor in the query of the address.
    preselect() {
      const executor = new URLSearchParams(location.search).get('executor');
      if (executor !== null && location.hash.length <= 1) {
        const pods = this.profile.pods.filter((pod) =>
          (executor === 'driver' ? pod.role === 'driver' : pod.role !== 'driver' && pod.id === executor));
        this.store.values = { ...this.store.values, pods: pods.map((pod) => pod.name) };
      }
    }

    build() {
      const { profile } = this;
      document.title = `${format.clip(profile.application.name || profile.application.id, 100)} - recordings`;
      this.pods = new report.Pods(this);
      this.strip = new report.Strip(this);
      this.filters = new report.Filters(this);
      this.charts = new report.Charts(this);
      const zoom = (node) => this.set({ zoom: node === 0 ? '' : String(node) }, true);
      const sandwich = (name) => this.set({ frame: name }, true);
      this.flame = new report.Flame(this, { label: 'Flame graph. Arrow keys move, Enter zooms, Escape zooms out, S shows callers and callees.',
        select: (view, node) => this.select(view, node), zoomed: zoom, sandwich });
      this.callers = new report.Flame(this, { label: 'Callers of the frame', up: true, bare: true, sandwich,
        select: (view, node) => this.select(view, node), zoomed: () => {} });
      this.callees = new report.Flame(this, { label: 'Callees of the frame', up: false, bare: true, sandwich,
        select: (view, node) => this.select(view, node), zoomed: () => {} });
      this.tree = new report.TreeGrid(this, { zoomed: zoom, sandwich });
      this.top = new report.Top(this, { sandwich });
      this.root.replaceChildren(
        this.navigation(),
        el('main', {}, report.header(profile), report.verdict(profile), this.pods.element, this.strip.element,
          this.flameSection(), this.charts.element, new report.Downloads(this, this.root).element));
    }

    navigation() {
      const jump = (id) => (event) => {
        event.preventDefault();
        const target = this.root.querySelector(`#${id}`);
        target.tabIndex = -1;
        target.focus();
        target.scrollIntoView();
      };
      this.theme = dom.select('Colours', [['', 'as the system'], ['light', 'light'], ['dark', 'dark']],
        (theme) => this.set({ theme }));
      return el('nav', { class: 'sr-nav', 'aria-label': 'Parts of this page' },
        el('ul', {}, [['sr-pods', 'Pods'], ['sr-time', 'Time'], ['sr-flame', 'Flame graph'], ['sr-memory', 'Memory'], ['sr-files', 'Downloads']]
          .map(([id, text]) => el('li', {}, el('a', { href: `#${id}`, onclick: jump(id) }, text)))),
        this.theme.field);
    }

    flameSection() {
      this.search = el('input', { type: 'search', id: dom.id('search'), spellcheck: 'false', autocomplete: 'off',
        placeholder: 'regular expression', oninput: () => this.set({ search: this.search.value }) });
      this.found = el('output', { for: this.search.id, class: 'sr-found' });
      this.order = dom.select('Direction', [['', 'root on top (icicle)'], ['flame', 'root at the bottom (flame)']],
        (order) => this.set({ order }));
      this.unzoom = el('button', { type: 'button', onclick: () => this.set({ zoom: '' }, true) }, 'Zoom out');
      this.legend = el('div', {});
      this.details = el('div', { class: 'sr-selected' });
      this.sandwich = el('div', { class: 'sr-sandwich', hidden: true });
      this.flameHeading = el('h2', { id: 'sr-flame', tabindex: '-1' }, 'Flame graph: where the time goes');
      this.graph = el('div', { class: 'sr-graph' }, this.flame.element);
      return el('section', { 'aria-labelledby': 'sr-flame' },
        this.flameHeading,
        this.filters.element,
        this.filters.bar,
        this.filters.note,
        el('div', { class: 'sr-row' },
          el('div', { class: 'sr-field sr-search' }, el('label', { for: this.search.id }, 'Search'), this.search, this.found),
          this.order.field, this.unzoom),
        this.legend,
        this.graph,
        el('div', { class: 'sr-statusline' }, this.status, this.details),
        this.tree.element,
        this.sandwich,
        this.top.element);
    }

    select(view, node) {
      const name = view.nameOf(node);
      dom.replace(this.details, node === 0 ? null
        : el('button', { type: 'button', 'data-key': 'sandwich', onclick: () => this.set({ frame: name }, true) }, 'Callers and callees'),
      node === 0 ? null
        : el('button', { type: 'button', 'data-key': 'find',
          onclick: () => this.set({ search: `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` }) }, 'Find everywhere'));
    }

    // Sums the samples again, if the filter changed.
    refreshSelection() {
      const { profile, state } = this;
      this.filter = report.resolve(profile, state);
      const key = JSON.stringify([this.filter, state.diff]);
      if (key === this.selectionKey) {
        return false;
      }
      this.selectionKey = key;
      const begin = performance.now();
      const { unit } = profile.kinds[this.filter.kind];
      this.view = new report.View(profile.tree, profile.select(this.filter), this.otherSide(), unit);
      this.timings.aggregate = performance.now() - begin;
      return true;
    }

    otherSide() {
      const { profile, filter, state } = this;
      if (state.diff === 'compare' && profile.other) {
        return profile.selectOther(filter.kind);
      }
      if (state.diff === 'others' && filter.pods !== null) {
        const others = profile.pods.flatMap((pod, i) =>
          (pod.role !== 'driver' && !filter.pods.includes(i) ? [i] : []));
        return profile.select({ ...filter, pods: others });
      }
      return null;
    }

    refresh() {
      const begin = performance.now();
      const changed = this.refreshSelection();
      this.applyTheme();
      this.findMatches();
      const zoom = Number(this.state.zoom) || 0;
      const root = zoom > 0 && zoom < this.profile.tree.length ? zoom : 0;
      this.pods.update();
      this.strip.update();
      this.filters.update();
      this.order.control.value = this.state.order;
      this.theme.control.value = this.state.theme;
      this.unzoom.disabled = root === 0;
      dom.replace(this.legend, report.flameLegend(this.view));
      this.flame.show(this.view, root, this.matches);
      this.tree.show(this.view, root);
      this.top.show(this.view, this.matches);
      this.showSandwich();
      if (changed || this.charts.fresh === undefined || this.themeChanged) {
        this.charts.update();
        this.charts.fresh = true;
        this.say('Point at a frame for its numbers, click it to zoom. By keyboard: Tab to the graph, then arrow keys and Enter.');
        dom.replace(this.details);
      }
      this.timings.filter = performance.now() - begin;
      this.timings.draw = this.timings.filter - this.timings.aggregate;
    }

    // Marks the names that the search finds. An expression that is not complete yet finds nothing and says so.
    findMatches() {
      const { search } = this.state;
      if (this.search.value !== search) {
        this.search.value = search;
      }
      this.matches = null;
      this.search.removeAttribute('aria-invalid');
      this.found.textContent = '';
      if (search === '') {
        return;
      }
      try {
        const pattern = new RegExp(search, /[A-Z]/.test(search) ? '' : 'i');
        this.matches = Uint8Array.from(this.profile.names, (name) => (pattern.test(name) ? 1 : 0));
        const sum = this.view.tree.matched(this.view.side, this.matches);
        this.found.textContent = `${format.weight(sum, this.view.unit)}, ` +
          `${format.percent(this.view.side.sum === 0 ? 0 : sum / this.view.side.sum)}`;
      } catch (error) {
        this.search.setAttribute('aria-invalid', 'true');
        this.found.textContent = `Not a regular expression: ${error.message.replace(/^Invalid regular expression: /, '')}`;
      }
    }

    showSandwich() {
      const { frame } = this.state;
      const name = frame === '' ? -1 : this.profile.names.indexOf(frame);
      this.sandwich.hidden = name < 0;
      if (name < 0) {
        this.sandwichKey = null;
        return;
      }
      if (this.sandwichKey !== `${this.selectionKey} ${name}`) {
        const { callers, callees } = this.view.sandwich(name);
        this.sandwichViews = { callers, callees };
        if (!this.sandwichKey?.endsWith(` ${name}`)) {
          this.buildSandwich(frame);
        }
        this.sandwichKey = `${this.selectionKey} ${name}`;
      }
      this.callers.show(this.sandwichViews.callers, 1, this.matches);
      this.callees.show(this.sandwichViews.callees, 1, this.matches);
    }

    buildSandwich(frame) {
      const heading = el('h3', { tabindex: '-1' }, 'Callers and callees of ', dom.name(frame));
      dom.replace(this.sandwich, heading,
        el('button', { type: 'button', onclick: () => {
          this.set({ frame: '' }, true);
          this.flameHeading.focus();
        } }, 'Close'),
        el('h4', {}, 'Callers (above)'), el('div', { class: 'sr-graph' }, this.callers.element),
        el('h4', {}, 'Callees (below)'), el('div', { class: 'sr-graph' }, this.callees.element));
      heading.focus();
    }

    // Reads the colours that the style sheet sets, for the canvases.
    applyTheme() {
      const { theme } = this.state;
      this.root.classList.add('spark-recorder');
      this.root.classList.toggle('dark', theme === 'dark');
      this.root.classList.toggle('light', theme === 'light');
      const style = getComputedStyle(this.root);
      const read = (name) => style.getPropertyValue(`--sr-${name}`).trim();
      const before = this.colors?.key;
      this.colors = {
        key: read('bg') + read('fg'),
        font: style.fontFamily,
        ...Object.fromEntries(['fg', 'muted', 'line', 'surface', 'accent', 'bad', 'veil', 'hatch', 'same'].map((name) => [name, read(name)])),
        frameText: read('frame-text'),
        more: [1, 2, 3].map((i) => read(`more-${i}`)),
        less: [1, 2, 3].map((i) => read(`less-${i}`)),
        lines: [0, 1, 2, 3, 4, 5].map((i) => read(`line-${i}`)),
        family: Object.fromEntries(['own', 'spark', 'java', 'scala', 'library', 'other'].map((name) => [name, read(`family-${name}`)])),
      };
      this.themeChanged = before !== undefined && before !== this.colors.key;
    }

    // Redraws when the window or the system's colours change.
    watch() {
      let width = this.root.clientWidth;
      let waiting = false;
      new ResizeObserver(() => {
        if (this.root.clientWidth !== width && !waiting) {
          width = this.root.clientWidth;
          waiting = true;
          requestAnimationFrame(() => {
            waiting = false;
            this.refresh();
            this.charts.update();
          });
        }
      }).observe(this.root);
      const redraw = () => {
        this.refresh();
        this.charts.update();
      };
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
      new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-bs-theme'] });
    }
  }

  async function start() {
    const root = document.getElementById('spark-recorder');
    if (!root) {
      return;
    }
    root.classList.add('spark-recorder');
    try {
      const begin = performance.now();
      const profile = await report.load(root);
      const app = new App(root, profile);
      app.timings.load = performance.now() - begin;
      report.app = app;
      root.dataset.ready = 'true';
    } catch (error) {
      root.replaceChildren(el('div', { role: 'alert', class: 'sr-error' }, el('h1', {}, 'This report cannot be shown'),
        el('p', {}, String(error.message || error))));
      root.dataset.ready = 'failed';
      throw error;
    }
  }

  if (document.readyState === 'loading') {
    addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})((globalThis.sparkRecorderReport ??= {}));
