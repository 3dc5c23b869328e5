// The controls above the flame graph, and one line that says which samples are shown.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const CLEAR = { pods: [], stage: '', shared: '', query: '', threads: '', from: '', to: '', zoom: '', diff: '' };

  class Filters {
    constructor(app) {
      this.app = app;
      const { profile } = app;
      this.kind = dom.radios('Kind of sample', profile.kinds.map((kind, i) => ({
        value: kind.id,
        text: kind.title,
        note: ` ${profile.kindTotal(i).weight === 0 ? 'none' : format.weight(profile.kindTotal(i).weight, kind.unit)}`,
      })), (kind) => app.set({ kind, zoom: '', frame: '' }));
      this.pod = dom.select('Pod', [['', 'all pods'],
        ...profile.podOrder.map((pod) => [String(pod), profile.podTitle(pod)]), ['several', 'several, see the table above']],
      (value) => app.set({ pods: value === '' || value === 'several' ? [] : [profile.pods[Number(value)].name], zoom: '' }));
      this.stage = dom.select('Stage', this.stageOptions(), (stage) => app.set({ stage, zoom: '' }));
      this.shared = el('input', { type: 'checkbox', id: dom.id('shared'),
        onchange: () => app.set({ shared: this.shared.checked ? '1' : '', zoom: '' }) });
      this.sharedText = el('label', { for: this.shared.id });
      this.sharedField = el('div', { class: 'sr-field sr-check' }, this.shared, this.sharedText);
      this.query = dom.select('SQL query', [['', 'all queries'],
        ...profile.queries.map((query) => [String(query.id), `${query.id}: ${query.description || ''}`])],
      (query) => app.set({ query, zoom: '' }));
      this.thread = dom.select('Threads', [['', 'all threads'], ...profile.threads.map((it, i) => [String(i), it])],
        (value) => app.set({ threads: value === '' ? '' : profile.threads[Number(value)], zoom: '' }));
      this.diff = dom.select('Compare', [['', 'no comparison'], ['others', 'chosen pods with the other executors'],
        ...(profile.other ? [['compare', `with ${profile.document.compare.application.id}`]] : [])],
      (diff) => app.set({ diff, zoom: '' }));
      this.summary = el('span', { class: 'sr-summary-text', role: 'status' });
      this.clear = el('button', { type: 'button', onclick: () => app.set(CLEAR, true) }, 'Clear filters');
      this.element = el('div', { class: 'sr-filters' }, this.kind.field,
        el('div', { class: 'sr-row' }, this.pod.field,
          profile.stages.length ? this.stage.field : null, profile.stages.length ? this.sharedField : null,
          profile.queries.length ? this.query.field : null, profile.threads.length ? this.thread.field : null,
          this.diff.field));
      this.bar = el('div', { class: 'sr-summary' }, this.summary, this.clear);
      this.note = el('p', { class: 'sr-note-line' });
    }

    stageOptions() {
      const { profile } = this.app;
      const indexes = Array.from({ length: profile.stages.length + profile.shared.length }, (_, i) => i);
      return [['', 'all stages'],
        ...indexes.map((i) => [report.stageKey(profile, i),
          `${profile.stageTitle(i)}${i < profile.stages.length ? `: ${profile.stages[i].name}` : ''}`]),
        ['none', 'outside of any stage']];
    }

    update() {
      const { profile, filter, state, view } = this.app;
      this.kind.set(profile.kinds[filter.kind].id);
      this.pod.control.value = filter.pods === null ? '' : filter.pods.length === 1 ? String(filter.pods[0]) : 'several';
      this.stage.control.value = filter.stage === null ? '' : report.stageKey(profile, filter.stage);
      this.query.control.value = filter.query === null ? '' : String(profile.queries[filter.query].id);
      this.thread.control.value = filter.thread === null ? '' : String(filter.thread);
      this.diff.control.value = state.diff;
      const shared = profile.sharedWeight(filter);
      this.sharedField.hidden = shared === 0;
      this.shared.checked = filter.withShared;
      this.sharedText.textContent = `with ${format.weight(shared, view.unit)} that this stage shares with others`;
      this.describe();
    }

    describe() {
      const { profile, filter, view, state } = this.app;
      const kind = profile.kinds[filter.kind];
      const total = profile.kindTotal(filter.kind).weight;
      const pods = filter.pods === null ? 'all pods'
        : filter.pods.length <= 3 ? filter.pods.map((pod) => format.clip(profile.podTitle(pod), 60)).join(', ')
        : `${filter.pods.length} pods`;
      const parts = [kind.title, pods];
      if (filter.stage !== null) {
        parts.push(profile.stageTitle(filter.stage));
      }
      if (filter.query !== null) {
        parts.push(`query ${profile.queries[filter.query].id}`);
      }
      if (filter.thread !== null) {
        parts.push(format.clip(profile.threads[filter.thread], 60));
      }
      if (filter.from !== null || filter.to !== null) {
        parts.push(`${format.offset((filter.from ?? 0) * profile.bucketMs)} to ` +
          format.offset((filter.to ?? profile.buckets) * profile.bucketMs));
      }
      const share = total > 0 ? ` (${format.percent(view.side.sum / total)} of all)` : '';
      const compared = view.differs ? ` compared with ${format.weight(view.other.sum, view.unit)} ` +
        (state.diff === 'compare' ? `of ${format.clip(profile.document.compare.application.id, 60)}` : 'of the other executors') : '';
      const summary = format.visible(`${parts.join(' · ')}: ${format.weight(view.side.sum, view.unit)}${share}${compared}`);
      if (this.summary.textContent !== summary) {
        this.summary.textContent = summary;
      }
      this.clear.disabled = Object.entries(CLEAR).every(([key, value]) =>
        (key === 'pods' ? state.pods.length === 0 : state[key] === value));
      this.note.textContent = this.remark(kind);
      this.note.hidden = this.note.textContent === '';
    }

    remark(kind) {
      const { profile, filter, view, state } = this.app;
      if (profile.kindTotal(filter.kind).weight === 0 && kind.note) {
        return kind.note;
      }
      if (view.side.sum === 0) {
        return 'No sample passes these filters. Clear one of them to see samples again.';
      }
      if (state.diff === 'others' && !view.differs) {
        return 'Choose one or more executors to compare them with the others.';
      }
      if (view.differs && view.other.sum === 0) {
        return 'The other side has no sample with these filters, so there is nothing to compare with.';
      }
      return kind.note || '';
    }
  }

  report.Filters = Filters;
})((globalThis.sparkRecorderReport ??= {}));
