// The files of each pod: their state, and the way to open them.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const FIRST = 50;
  const MEANINGS = {
    whole: 'arrived whole',
    salvaged: 'cut after the last whole chunk; opens everywhere',
    torn: 'ends in the middle of a chunk; "jfr" reads the whole chunks before',
    unverified: 'not checked',
    unreadable: 'could not be read',
    missing: 'did not arrive',
  };

  class Downloads {
    constructor(app, root) {
      this.app = app;
      this.prefix = root.dataset.files || null;
      this.bucket = /^s3:\/\/([^/]+)\//.exec(app.profile.application.manifest || '')?.[1] || null;
      this.files = app.profile.podOrder.flatMap((pod) => (app.profile.pods[pod].files || []).map((file) => ({ pod, file })));
      this.body = el('tbody', {});
      this.more = el('button', { type: 'button', class: 'sr-more', onclick: () => this.fill(this.files.length) },
        `Show all ${this.files.length} files`);
      this.element = el('section', { 'aria-labelledby': 'sr-files' },
        el('h2', { id: 'sr-files' }, 'Recordings to download'),
        dom.scrolling('Recordings', el('table', { class: 'sr-table' },
          el('thead', {}, el('tr', {}, ['Pod', 'File', 'Size', 'State', 'Events'].map((title) => el('th', { scope: 'col' }, title)))),
          this.body)),
        this.more,
        this.howTo(),
        this.sources());
      this.fill(FIRST);
    }

    fill(limit) {
      dom.replace(this.body, this.files.slice(0, limit).map(({ pod, file }) => this.row(pod, file)));
      this.more.hidden = this.files.length <= limit;
    }

    row(pod, file) {
      const bad = file.state === 'unreadable' || file.state === 'missing';
      return el('tr', {},
        el('th', { scope: 'row' }, dom.name(this.app.profile.podTitle(pod))),
        el('td', {}, this.link(file)),
        el('td', { class: 'sr-number' }, file.bytes === null || file.bytes === undefined ? '–' : format.bytes(file.bytes)),
        el('td', {}, el('span', { class: `sr-badge sr-${file.state === 'whole' ? 'good' : bad ? 'bad' : 'warn'}` }, dom.sentence(file.state)),
          el('small', {}, dom.name(file.note || MEANINGS[file.state] || ''))),
        el('td', { class: 'sr-number' }, file.events === null || file.events === undefined ? '–' : format.count(file.events)));
    }

    link(file) {
      if (!file.key) {
        return dom.name(file.name);
      }
      if (this.prefix) {
        const href = this.prefix + file.key.split('/').map(encodeURIComponent).join('/');
        return el('a', { href, download: '' }, dom.name(file.name));
      }
      return [dom.name(file.name), el('small', {}, dom.name(this.bucket ? `s3://${this.bucket}/${file.key}` : file.key, 'sr-name sr-code'))];
    }

    howTo() {
      const sample = this.files.find(({ file }) => file.key);
      const lines = [];
      if (!this.prefix && this.bucket && sample) {
        lines.push(`aws s3 cp '${this.source(sample.file).replace(/'/g, "'\\''")}' recording.jfr`);
      }
      lines.push('jfr summary recording.jfr', 'jfr view hot-methods recording.jfr', 'jfr print --events jdk.GarbageCollection recording.jfr');
      return el('div', {}, el('h3', {}, 'How to open a recording'),
        el('p', {}, 'The command ', el('code', {}, 'jfr'), ' is part of each JDK; JDK Mission Control opens the same files.'),
        el('pre', { tabindex: '0', 'aria-label': 'Commands' }, format.clip(lines.map(format.visible).join('\n'), 2000)));
    }

    source(file) {
      return `s3://${this.bucket}/${file.key}`;
    }

    sources() {
      const app = this.app.profile.application;
      const rows = [['Manifest', app.manifest], ['Event log', app.eventLog]].filter(([, value]) => value);
      const how = { spans: 'task events in the recordings', 'event-log': 'task times of the event log', none: null }[app.attribution];
      const totals = (this.app.profile.document.totals || []).filter((total) => total.weight !== total.inFiles);
      return el('div', { class: 'sr-sources' },
        el('h3', {}, 'Where the numbers come from'),
        el('ul', {},
          rows.map(([title, value]) => el('li', {}, `${title}: `, dom.name(value, 'sr-name sr-code'))),
          el('li', {}, how ? `Stages: ${how}` : 'Stages: unknown, because there are neither task events nor an event log'),
          totals.length === 0
            ? el('li', {}, 'This page holds every sample of the files.')
            : totals.map((total) => el('li', {}, `${this.app.profile.kinds[total.kind].title}: this page holds ` +
              `${format.weight(total.weight, this.app.profile.kinds[total.kind].unit)} of ` +
              `${format.weight(total.inFiles, this.app.profile.kinds[total.kind].unit)} in the files.`)),
          (app.notes || []).map((note) => el('li', {}, dom.sentence(note)))));
    }
  }

  report.Downloads = Downloads;
})((globalThis.sparkRecorderReport ??= {}));
