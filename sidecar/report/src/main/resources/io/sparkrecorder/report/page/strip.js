// The time strip: one lane per pod, in a stronger colour where there are more samples. A range of time is selected here.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const LANE = 18;
  const SLICES = 12;
  const SMALLEST_DRAG = 4;

  class Strip {
    constructor(app) {
      this.app = app;
      this.canvas = el('canvas', { class: 'sr-strip', role: 'img' });
      this.box = el('div', { class: 'sr-strip-box', tabindex: '0', role: 'region', 'aria-label': 'Time strip' }, this.canvas);
      this.from = this.slider('From', (value) => this.select(value, Math.max(value + 1, this.range()[1])));
      this.to = this.slider('To', (value) => this.select(Math.min(value - 1, this.range()[0]), value));
      this.reset = el('button', { type: 'button', onclick: () => app.set({ from: '', to: '', zoom: '' }) }, 'Whole run');
      this.metric = dom.select('Stronger colour means more',
        [['', 'samples of this kind'], ['gc', 'time in garbage collection']], (value) => app.set({ metric: value }));
      this.table = el('tbody', {});
      this.tableHead = el('thead', {});
      this.details = el('details', { ontoggle: () => this.fillTable() }, el('summary', {}, 'The same as a table'),
        dom.scrolling('Samples per pod and time', el('table', { class: 'sr-table sr-cells' }, this.tableHead, this.table)));
      this.element = el('section', { 'aria-labelledby': 'sr-time' },
        el('h2', { id: 'sr-time' }, 'Time: which pod did how much, and when'),
        el('p', { class: 'sr-hint' }, 'Drag over the strip to select a time range, or use the two sliders. Click a lane to choose its pod.'),
        el('div', { class: 'sr-row' }, this.metric.field),
        this.box,
        el('div', { class: 'sr-row sr-sliders' }, this.from.field, this.to.field, this.reset),
        this.details);
      this.listen();
    }

    slider(label, onchange) {
      const { buckets } = this.app.profile;
      const input = el('input', { type: 'range', min: '0', max: String(buckets), step: '1', id: dom.id('slider'),
        oninput: () => onchange(Number(input.value)) });
      const output = el('output', { for: input.id });
      return { input, output, field: el('div', { class: 'sr-field' }, el('label', { for: input.id }, label), input, output) };
    }

    range() {
      const { filter, profile } = this.app;
      return [filter.from ?? 0, filter.to ?? profile.buckets];
    }

    // Sets the range in buckets.
    select(from, to) {
      const { profile } = this.app;
      const first = Math.max(0, Math.min(from, to, profile.buckets - 1));
      const last = Math.min(profile.buckets, Math.max(from, to, first + 1));
      const text = (bucket) => String(bucket * profile.bucketMs);
      this.app.set({ from: first === 0 ? '' : text(first), to: last === profile.buckets ? '' : text(last), zoom: '' });
    }

    listen() {
      let start = null;
      const position = (event) => {
        const box = this.canvas.getBoundingClientRect();
        return { x: event.clientX - box.left, y: event.clientY - box.top };
      };
      const bucket = (x) => (x - this.gutter) / (this.width - this.gutter) * this.app.profile.buckets;
      this.canvas.addEventListener('pointerdown', (event) => {
        start = position(event);
        this.canvas.setPointerCapture(event.pointerId);
      });
      this.canvas.addEventListener('pointermove', (event) => {
        const now = position(event);
        if (start && Math.abs(now.x - start.x) >= SMALLEST_DRAG) {
          this.draw([Math.floor(bucket(Math.min(start.x, now.x))), Math.ceil(bucket(Math.max(start.x, now.x)))]);
        }
        this.tip(now, bucket(now.x));
      });
      this.canvas.addEventListener('pointerup', (event) => {
        const end = position(event);
        if (start && Math.abs(end.x - start.x) >= SMALLEST_DRAG) {
          this.select(Math.floor(bucket(Math.min(start.x, end.x))), Math.ceil(bucket(Math.max(start.x, end.x))));
        } else if (start) {
          this.click(end);
        }
        start = null;
      });
      this.canvas.addEventListener('pointercancel', () => (start = null));
    }

    click({ y }) {
      const { profile } = this.app;
      const pod = profile.podOrder[Math.floor(y / LANE) - this.stageLanes];
      if (pod !== undefined) {
        this.app.set({ pods: [profile.pods[pod].name], zoom: '' });
      }
    }

    tip({ y }, bucket) {
      const { profile } = this.app;
      const pod = profile.podOrder[Math.floor(y / LANE) - this.stageLanes];
      const at = Math.floor(bucket);
      this.canvas.title = pod === undefined || at < 0 || at >= profile.buckets ? ''
        : `${format.clip(profile.podTitle(pod), 80)}, ${format.offset(at * profile.bucketMs)}: ` +
          this.text(this.cells[pod][at]);
    }

    text(value) {
      return this.app.state.metric === 'gc' ? format.duration(value) : format.weight(value, this.app.view.unit);
    }

    update() {
      const { profile, filter, state } = this.app;
      const key = JSON.stringify([filter.kind, filter.stage, filter.withShared, filter.query, filter.thread, state.metric]);
      if (key !== this.key) {
        this.key = key;
        this.cells = state.metric === 'gc' ? this.pauses() : profile.timeline(filter);
        this.most = this.cells.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0);
        this.canvas.setAttribute('aria-label',
          `Activity of ${profile.pods.length} pods over ${format.duration(profile.length)}; the table below has the numbers.`);
        this.fillTable();
      }
      this.metric.control.value = state.metric;
      const [from, to] = this.range();
      for (const [slider, value] of [[this.from, from], [this.to, to]]) {
        const time = format.offset(value * profile.bucketMs);
        slider.input.value = value;
        slider.input.setAttribute('aria-valuetext', time);
        slider.output.textContent = time;
      }
      this.reset.disabled = from === 0 && to === profile.buckets;
      this.draw([from, to]);
    }

    pauses() {
      const { profile } = this.app;
      const cells = profile.pods.map(() => new Float64Array(profile.buckets));
      for (const series of profile.series.filter((it) => it.name === 'gcPause')) {
        series.at.forEach((at, i) => {
          const bucket = Math.floor(at / profile.bucketMs);
          if (bucket >= 0 && bucket < profile.buckets) {
            cells[series.pod][bucket] += series.value[i];
          }
        });
      }
      return cells;
    }

    draw([from, to]) {
      const { profile, filter, colors } = this.app;
      this.width = this.canvas.clientWidth || 800;
      this.gutter = this.width < 480 ? 72 : 130;
      this.stageLanes = profile.stages.length > 0 ? 1 : 0;
      const height = (profile.podOrder.length + this.stageLanes) * LANE + 16;
      const ctx = dom.context(this.canvas, this.width, height);
      const step = (this.width - this.gutter) / profile.buckets;
      const x = (bucket) => this.gutter + bucket * step;
      ctx.font = `12px ${colors.font}`;
      ctx.textBaseline = 'middle';
      ctx.drawImage(this.cellImage(x, step, height), 0, 0, this.width, height);
      this.drawStages(ctx, x);
      profile.podOrder.forEach((pod, lane) => {
        const y = (lane + this.stageLanes) * LANE;
        const chosen = filter.pods === null || filter.pods.includes(pod);
        this.drawLabel(ctx, pod, y, chosen, x);
        if (!chosen) {
          ctx.fillStyle = colors.veil;
          ctx.fillRect(this.gutter, y, this.width - this.gutter, LANE);
        }
      });
      this.drawAxis(ctx, x, height);
      if (from > 0 || to < profile.buckets) {
        ctx.fillStyle = colors.veil;
        ctx.fillRect(this.gutter, 0, x(from) - this.gutter, height - 16);
        ctx.fillRect(x(to), 0, this.width - x(to), height - 16);
        ctx.strokeStyle = colors.accent;
        ctx.lineWidth = 2;
        ctx.strokeRect(x(from), 1, Math.max(2, x(to) - x(from)), height - 18);
      }
    }

    drawStages(ctx, x) {
      const { profile, colors } = this.app;
      if (this.stageLanes === 0) {
        return;
      }
      ctx.fillStyle = colors.muted;
      ctx.fillText('Stages', 2, LANE / 2);
      for (const stage of profile.stages.filter((it) => it.from !== null)) {
        const left = x(Math.max(0, (stage.from - profile.start) / profile.bucketMs));
        const right = stage.to === null ? this.width : x((stage.to - profile.start) / profile.bucketMs);
        ctx.fillStyle = colors.surface;
        ctx.fillRect(left, 2, right - left, LANE - 4);
        ctx.strokeStyle = colors.line;
        ctx.lineWidth = 1;
        ctx.strokeRect(left + 0.5, 2.5, right - left - 1, LANE - 5);
        const label = `${stage.id}`;
        if (right - left > ctx.measureText(label).width + 8) {
          ctx.fillStyle = colors.fg;
          ctx.fillText(label, left + 4, LANE / 2);
        }
      }
    }

    drawLabel(ctx, pod, y, chosen, x) {
      const { profile, colors } = this.app;
      const it = profile.pods[pod];
      ctx.fillStyle = chosen ? colors.fg : colors.muted;
      const title = this.gutter < 100 && it.role !== 'driver' ? String(it.id ?? it.name) : profile.podTitle(pod);
      ctx.fillText(format.clip(format.visible(title), this.gutter < 100 ? 9 : 18), 2, y + LANE / 2, this.gutter - 8);
      if (it.ended === 'killed' || it.ended === 'failed') {
        const end = x(it.to === null ? profile.buckets : (it.to - profile.start) / profile.bucketMs);
        ctx.fillStyle = colors.bad;
        ctx.font = `bold 14px ${colors.font}`;
        ctx.fillText('✕', Math.min(end + 2, this.width - 14), y + LANE / 2);
        ctx.font = `12px ${colors.font}`;
      }
    }

    // Draws the cells of all lanes once; a new selection only changes what is drawn over them.
    cellImage(x, step, height) {
      const { profile, colors } = this.app;
      const key = `${this.key} ${this.width} ${colors.key}`;
      if (this.imageKey === key) {
        return this.image;
      }
      this.imageKey = key;
      this.image = document.createElement('canvas');
      const ctx = dom.context(this.image, this.width, height);
      profile.podOrder.forEach((pod, lane) => {
        const it = profile.pods[pod];
        const y = (lane + this.stageLanes) * LANE;
        const left = x(it.from === null ? 0 : (it.from - profile.start) / profile.bucketMs);
        const right = x(it.to === null ? profile.buckets : (it.to - profile.start) / profile.bucketMs);
        ctx.fillStyle = colors.surface;
        ctx.fillRect(left, y + 1, Math.max(0, right - left), LANE - 2);
        ctx.fillStyle = colors.accent;
        for (let bucket = 0; bucket < profile.buckets; bucket++) {
          const value = this.cells[pod][bucket];
          if (value > 0) {
            ctx.globalAlpha = 0.15 + 0.85 * Math.sqrt(value / this.most);
            ctx.fillRect(x(bucket), y + 1, Math.max(1, step), LANE - 2);
          }
        }
        ctx.globalAlpha = 1;
      });
      return this.image;
    }

    drawAxis(ctx, x, height) {
      const { profile, colors } = this.app;
      ctx.fillStyle = colors.muted;
      const steps = this.width < 480 ? 3 : 6;
      for (let i = 0; i <= steps; i++) {
        ctx.textAlign = i === 0 ? 'left' : i === steps ? 'right' : 'center';
        ctx.fillText(format.offset(profile.length * i / steps), x(profile.buckets * i / steps), height - 7);
      }
      ctx.textAlign = 'left';
    }

    fillTable() {
      if (!this.details.open || !this.cells) {
        return;
      }
      const { profile } = this.app;
      const slices = Math.min(SLICES, profile.buckets);
      const edge = (slice) => Math.round(profile.buckets * slice / slices);
      dom.replace(this.tableHead, el('tr', {}, el('th', { scope: 'col' }, 'Pod'),
        Array.from({ length: slices }, (_, i) =>
          el('th', { scope: 'col' }, `from ${format.offset(edge(i) * profile.bucketMs)}`))));
      const rows = profile.podOrder.map((pod) =>
        Array.from({ length: slices }, (_, i) =>
          this.cells[pod].subarray(edge(i), edge(i + 1)).reduce((a, b) => a + b, 0)));
      const short = (value) => (this.app.state.metric !== 'gc' && this.app.view.unit === 'samples'
        ? format.count(value) : this.text(value));
      dom.replace(this.table, profile.podOrder.map((pod, lane) => el('tr', {},
        el('th', { scope: 'row' }, dom.name(profile.podTitle(pod))),
        rows[lane].map((value) => el('td', { class: 'sr-number' }, value === 0 ? '–' : short(value))))));
    }
  }

  report.Strip = Strip;
})((globalThis.sparkRecorderReport ??= {}));
