// The runs of a cell in a dialog: outcome, evidence, executors, recordings and the commands that fetch them.
(function (map) {
  'use strict';

  const { dom, format } = globalThis.sparkRecorderReport;
  const { el } = dom;

  function share(part, whole) {
    return whole > 0 && part > 0 ? ` (${format.percent(part / whole)})` : '';
  }

  function measured(bytes) {
    return bytes > 0 ? format.bytes(bytes) : 'not measured';
  }

  function ended(executor) {
    if (executor.removed === undefined) {
      return 'alive at the end of the run';
    }
    const exit = executor.exit === undefined ? '' : `exit code ${executor.exit}`;
    return [exit, executor.reason].filter(Boolean).join(': ') || 'removed, no reason known';
  }

  class Details {
    constructor(app) {
      this.app = app;
      this.dialog = el('dialog', { 'aria-labelledby': 'fm-cell-title' });
      this.dialog.addEventListener('close', () => app.closed());
      this.dialog.addEventListener('click', (event) => event.target === this.dialog && this.dialog.close());
      this.element = this.dialog;
    }

    show(cell) {
      if (this.cell === cell && this.dialog.open) {
        return;
      }
      this.cell = cell;
      this.dialog.replaceChildren(this.head(cell), ...cell.runs.map((run) => this.run(cell, run)));
      if (!this.dialog.open) {
        this.dialog.showModal();
      }
      this.dialog.scrollTop = 0;
    }

    hide() {
      if (this.dialog.open) {
        this.dialog.close();
      }
    }

    head(cell) {
      return el('div', { class: 'fm-dialog-head' },
        el('div', {},
          el('h2', { id: 'fm-cell-title', tabindex: '-1', autofocus: true }, dom.name(cell.name, 'fm-name')),
          el('p', {}, `${cell.join}, ${cell.series}, build side ${format.bytes(cell.build)}, ` +
            `${format.bytes(cell.heap)} of heap and ${format.bytes(cell.overhead)} of overhead.`),
          el('p', {}, map.words.failures(cell))),
        el('button', { type: 'button', onclick: () => this.dialog.close() }, 'Close'));
    }

    run(cell, run) {
      const outcome = this.app.data.outcomes[run.outcome];
      const kind = { GOOD: 'sr-good', FAILED: 'sr-bad', NOT_COUNTED: 'sr-warn' }[outcome.verdict];
      return el('section', { class: 'fm-run' },
        el('h3', {}, `Try ${run.number} (${run.phase}): `, el('span', { class: `sr-badge ${kind}` }, run.outcome)),
        el('p', {}, `${outcome.meaning}${run.where === 'none' ? '' : `; place: ${run.where}`}.`),
        run.evidence ? el('pre', { tabindex: '0', 'aria-label': 'Evidence' }, format.visible(run.evidence)) : null,
        el('p', { class: 'sr-facts' }, `${format.duration(run.seconds * 1000)}, ${run.cost.toFixed(1)} GiB·s, ` +
          `${format.bytes(run.spilled)} spilled to disk, `, dom.name(run.application, 'fm-name'),
        `, started ${run.started}`, run.plan ? `, plan ${run.plan}` : '', '.'),
        dom.scrolling(`Executors of try ${run.number}`, this.executors(cell, run)),
        ...run.executors.filter((it) => it.command).map((it) => this.command(it)));
    }

    executors(cell, run) {
      return el('table', { class: 'sr-table' },
        el('thead', {}, el('tr', {}, ['Executor', 'End', 'Heap peak', 'Memory peak', 'GC', 'Recordings']
          .map((title) => el('th', { scope: 'col' }, title)))),
        el('tbody', {}, run.executors.map((it) => el('tr', {},
          el('th', { scope: 'row' }, it.id),
          el('td', {}, dom.sentence(ended(it))),
          el('td', {}, measured(it.heapPeak) + share(it.heapPeak, cell.heap)),
          el('td', {}, `${measured(it.rssPeak)} of ${format.bytes(it.limit)}${share(it.rssPeak, it.limit)}`),
          el('td', {}, format.duration(it.gcSeconds * 1000)),
          el('td', {}, it.recordings.length === 0 ? 'none' : it.recordings.map(([uri, state]) =>
            el('div', {}, el('code', {}, dom.sentence(uri)), ` ${state}`)))))));
    }

    command(executor) {
      return el('p', { class: 'fm-command' },
        `Recording of executor ${executor.id}: `, el('code', {}, format.visible(executor.command)),
        navigator.clipboard ? el('button', { type: 'button', 'aria-label': `Copy the command of executor ${executor.id}`,
          onclick: (event) => navigator.clipboard.writeText(executor.command)
            .then(() => { event.target.textContent = 'Copied'; }, () => { event.target.textContent = 'Not copied'; }) },
        'Copy') : null);
    }
  }

  map.Details = Details;
})((globalThis.sparkFailureMap ??= {}));
