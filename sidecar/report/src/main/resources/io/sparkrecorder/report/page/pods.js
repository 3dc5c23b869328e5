// The verdict and the table of pods, most different first.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const FIRST = 12;
  const LAST_MS = 10_000;
  const MARKS = { succeeded: '✓', completed: '✓', closed: '○', killed: '✕', failed: '✕' };

  function header(profile) {
    const app = profile.application;
    const complete = app.complete === true ? ['good', '✓ Complete: every recording arrived whole']
      : app.complete === false ? ['bad', `✕ Incomplete${app.reasons.length ? `: ${app.reasons.join(', ')}` : ''}`]
      : ['unknown', '? No manifest, so completeness is unknown'];
    const facts = [
      app.namespace && `namespace ${app.namespace}`,
      app.sparkVersion && `Spark ${app.sparkVersion}`,
      app.started && `${format.clock(app.started)}`,
      app.ended && app.started && `ran ${format.duration(app.ended - app.started)}`,
    ].filter(Boolean);
    return el('header', { class: 'sr-header' },
      el('h1', {}, dom.name(app.name || app.id)),
      el('p', { class: 'sr-facts' }, dom.name(app.id), ` · ${facts.join(' · ')} · `,
        el('span', { class: `sr-badge sr-${complete[0]}` }, dom.sentence(complete[1]))));
  }

  function verdict(profile) {
    const lines = profile.document.verdict || [];
    return el('section', { class: 'sr-verdict', 'aria-label': 'Verdict' },
      lines.map((line, i) => el('p', { class: i === 0 ? 'sr-headline' : '' }, dom.sentence(line))));
  }

  class Pods {
    constructor(app) {
      this.app = app;
      this.all = app.profile.pods.length <= FIRST + 3;
      this.body = el('tbody', {});
      this.more = el('button', { type: 'button', class: 'sr-more', onclick: () => this.showAll() });
      this.scope = el('p', { class: 'sr-hint' });
      this.element = el('section', { 'aria-labelledby': 'sr-pods' },
        el('h2', { id: 'sr-pods' }, 'Pods, most different first'),
        el('p', { class: 'sr-hint' },
          'Difference compares the CPU frames of an executor with those of all others: 0 is the same, 1 has nothing in common.'),
        dom.scrolling('Pods', el('table', { class: 'sr-table sr-pods' },
          el('thead', {}, el('tr', {}, ['Show', 'Pod', 'Lived', 'How it ended', 'Recording', 'Last heap', 'GC share',
            'Hottest frame', 'Difference', 'Look at'].map((title) => el('th', { scope: 'col' }, title)))),
          this.body)),
        this.more);
      this.fill();
    }

    showAll() {
      this.all = true;
      this.fill();
      this.body.querySelector(`tr:nth-child(${FIRST + 1}) input`)?.focus();
    }

    fill() {
      const { profile } = this.app;
      const shown = this.all ? profile.podOrder : profile.podOrder.slice(0, FIRST);
      this.boxes = new Map();
      dom.replace(this.body, shown.map((pod) => this.row(pod)));
      this.more.hidden = this.all;
      this.more.textContent = `Show all ${profile.pods.length} pods`;
      this.update();
    }

    row(pod) {
      const { profile } = this.app;
      const it = profile.pods[pod];
      const title = profile.podTitle(pod);
      const box = el('input', { type: 'checkbox', 'aria-label': `Show ${format.clip(title, 200)}`, 'data-key': `show ${pod}`,
        onchange: () => this.toggle(pod) });
      this.boxes.set(pod, box);
      return el('tr', {},
        el('td', {}, box),
        el('th', { scope: 'row' }, dom.name(title), el('small', {}, dom.name(it.name))),
        el('td', { class: 'sr-nowrap' }, this.life(it)),
        el('td', {}, this.ending(it)),
        el('td', {}, this.recording(it)),
        el('td', { class: 'sr-number' }, it.lastHeapBytes === null ? '–' : format.bytes(it.lastHeapBytes),
          it.heapMaxBytes ? el('small', {}, `of ${format.bytes(it.heapMaxBytes)}`) : null),
        el('td', { class: 'sr-number' }, it.gcShare === null ? '–' : format.percent(it.gcShare)),
        el('td', {}, it.hottest >= 0 ? dom.frame(profile.names[it.hottest]) : '–'),
        el('td', { class: 'sr-number' }, this.distance(it)),
        el('td', { class: 'sr-actions' }, this.actions(pod, it, title)));
    }

    life(pod) {
      const { profile } = this.app;
      if (pod.from === null) {
        return '–';
      }
      const from = format.offset(pod.from - profile.start);
      return pod.to === null ? `from ${from}`
        : [`${from} to ${format.offset(pod.to - profile.start)}`, el('small', {}, format.duration(pod.to - pod.from))];
    }

    ending(pod) {
      const bad = pod.ended === 'killed' || pod.ended === 'failed';
      const good = pod.ended === 'succeeded' || pod.ended === 'completed';
      const code = pod.exitCode ? `, exit code ${pod.exitCode}` : '';
      return [
        el('span', { class: `sr-badge sr-${bad ? 'bad' : good ? 'good' : 'unknown'}` },
          `${MARKS[pod.ended] || '?'} `, dom.sentence(pod.ended || 'unknown'), code),
        pod.endedText ? el('small', {}, dom.name(pod.endedText)) : null,
      ];
    }

    recording(pod) {
      const files = pod.files || [];
      const damaged = files.filter((file) => file.state !== 'whole');
      const text = files.length === 0 ? 'no file' : damaged.length === 0 ? 'whole' : damaged[0].state;
      return [el('span', { class: text === 'whole' ? '' : 'sr-badge sr-warn' }, dom.name(text)),
        el('small', {}, dom.name(pod.reason ? `${pod.state}: ${pod.reason}` : pod.state))];
    }

    distance(pod) {
      if (pod.distance === null || pod.distance === undefined) {
        return '–';
      }
      const bar = el('span', { class: 'sr-bar', 'aria-hidden': 'true' });
      bar.style.setProperty('--share', Math.min(1, pod.distance));
      return [pod.distance.toFixed(2), bar];
    }

    actions(pod, it, title) {
      const name = format.clip(title, 200);
      const button = (key, text, label, changes) =>
        el('button', { type: 'button', 'aria-label': `${label}: ${name}`, 'data-key': `${key} ${pod}`,
          onclick: () => this.app.go({ pods: [it.name], zoom: '', frame: '', ...changes }) }, text);
      const life = { from: '', to: '' };
      const killed = (it.ended === 'killed' || it.ended === 'failed') && it.to !== null;
      const end = it.to - this.app.profile.start;
      return [
        button('flame', 'Flame graph', 'Flame graph', { diff: '', ...life }),
        it.role === 'driver' || this.app.profile.pods.length < 3 ? null
          : button('compare', 'Compare', 'Compare with the other executors', { diff: 'others', ...life }),
        killed ? button('last', 'Last 10 s', 'Last ten seconds',
          { diff: '', from: String(Math.max(0, end - LAST_MS)), to: String(end) }) : null,
      ];
    }

    toggle(pod) {
      const { profile, filter } = this.app;
      const chosen = new Set(filter.pods || []);
      if (!chosen.delete(pod)) {
        chosen.add(pod);
      }
      this.app.set({ pods: [...chosen].map((index) => profile.pods[index].name), zoom: '' });
    }

    update() {
      const { filter } = this.app;
      for (const [pod, box] of this.boxes) {
        box.checked = filter.pods !== null && filter.pods.includes(pod);
        box.closest('tr').classList.toggle('sr-chosen', box.checked);
      }
    }
  }

  report.header = header;
  report.verdict = verdict;
  report.Pods = Pods;
})((globalThis.sparkRecorderReport ??= {}));
