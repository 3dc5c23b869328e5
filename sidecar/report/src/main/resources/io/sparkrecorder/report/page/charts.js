// Heap, garbage collection, resident set and processor over time. Each chart has its numbers in a table beside it.
(function (report) {
  'use strict';

  const { dom, format } = report;
  const { el } = dom;
  const HEIGHT = 190;
  const LINES = 6;
  const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3], [4, 4], [12, 4]];
  const GROUPS = [
    { title: 'Heap in use', name: 'heapUsed', limit: 'heapMax', limitTitle: 'largest heap' },
    { title: 'Garbage collection pauses', name: 'gcPause', sum: true },
    { title: 'Resident set of the process', name: 'rss', limit: 'memoryLimit', limitTitle: 'memory limit of the container' },
    { title: 'Processor, this JVM', name: 'cpuJvm' },
    { title: 'Processor, whole machine', name: 'cpuMachine' },
    { title: 'Allocation rate', name: 'allocRate' },
    { title: 'Processor throttling', name: 'throttled' },
  ];

  class Charts {
    constructor(app) {
      this.app = app;
      const names = new Set(app.profile.series.map((series) => series.name));
      this.charts = GROUPS.filter((group) => names.has(group.name)).map((group) => new Chart(app, group));
      this.hint = el('p', { class: 'sr-hint' });
      const missing = GROUPS.slice(0, 3).filter((group) => !names.has(group.name)).map((group) => group.title.toLowerCase());
      this.element = el('section', { 'aria-labelledby': 'sr-memory' },
        el('h2', { id: 'sr-memory' }, 'Heap, garbage collection and memory over time'),
        this.hint,
        missing.length > 0 ? el('p', { class: 'sr-hint' }, `The recordings hold no events for: ${missing.join(', ')}.`) : null,
        this.charts.map((chart) => chart.element));
    }

    update() {
      const { profile, filter } = this.app;
      const wanted = filter.pods || profile.podOrder;
      const pods = profile.podOrder.filter((pod) => wanted.includes(pod)).slice(0, LINES);
      this.hint.textContent = wanted.length > pods.length
        ? `Shown are the ${pods.length} most different of ${wanted.length} pods. Choose pods in the first table to see others.`
        : 'The charts follow the chosen pods and time range.';
      this.charts.forEach((chart) => chart.update(pods));
    }
  }

  class Chart {
    constructor(app, group) {
      this.app = app;
      this.group = group;
      this.canvas = el('canvas', { class: 'sr-chart', tabindex: '0', role: 'img',
        'aria-label': `${group.title} over time; the table beside it has the numbers. Left and Right read single points.` });
      this.body = el('tbody', {});
      this.point = el('p', { class: 'sr-point', 'aria-live': 'polite' });
      this.at = null;
      const titles = group.sum ? ['Moments', 'Worst', 'Sum'] : ['Mean', 'Highest', 'Last'];
      this.element = el('div', { class: 'sr-chart-row' },
        el('div', { class: 'sr-chart-main' }, el('h3', {}, group.title), this.canvas, this.point),
        dom.scrolling(`${group.title}, numbers`, el('table', { class: 'sr-table' },
          el('thead', {}, el('tr', {}, ['Pod', ...titles, ...(group.limit ? ['Limit'] : [])]
            .map((title) => el('th', { scope: 'col' }, title)))), this.body)));
      this.canvas.addEventListener('keydown', (event) => this.key(event));
      this.canvas.addEventListener('mousemove', (event) => {
        const box = this.canvas.getBoundingClientRect();
        const share = (event.clientX - box.left - this.left) / (this.width - this.left);
        this.read(this.from + Math.max(0, Math.min(1, share)) * (this.to - this.from));
      });
    }

    key(event) {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        event.preventDefault();
        const at = (this.at ?? (step > 0 ? this.from : this.to)) + step * (this.to - this.from) / 40;
        this.read(Math.max(this.from, Math.min(this.to, at)));
      }
    }

    // Shows the values nearest to a time.
    read(at) {
      this.at = at;
      const parts = this.lines.filter((line) => line.at.length > 0).map((line) => {
        let nearest = 0;
        line.at.forEach((time, i) => {
          nearest = Math.abs(time - at) < Math.abs(line.at[nearest] - at) ? i : nearest;
        });
        return `${format.clip(line.title, 40)} ${format.measure(line.value[nearest], line.unit)}`;
      });
      this.point.textContent = `${format.offset(at)}: ${parts.join(', ')}`;
      this.draw();
    }

    series(name, pod) {
      return this.app.profile.series.find((it) => it.name === name && it.pod === pod);
    }

    update(pods) {
      const { profile, filter } = this.app;
      this.from = (filter.from ?? 0) * profile.bucketMs;
      this.to = (filter.to ?? profile.buckets) * profile.bucketMs;
      this.at = null;
      this.point.textContent = '';
      this.lines = pods.flatMap((pod, i) => {
        const series = this.series(this.group.name, pod);
        if (!series) {
          return [];
        }
        const inside = series.at.map((_, j) => j).filter((j) => series.at[j] >= this.from && series.at[j] <= this.to);
        return [{ pod, color: i, title: profile.podTitle(pod), unit: series.unit,
          at: inside.map((j) => series.at[j]), value: inside.map((j) => series.value[j]), limit: this.limitOf(pod) }];
      });
      dom.replace(this.body, this.lines.map((line) => this.row(line)));
      this.draw();
    }

    limitOf(pod) {
      const { group, app } = this;
      const series = group.limit && this.series(group.limit, pod);
      const field = { heapMax: 'heapMaxBytes', memoryLimit: 'memoryLimitBytes' }[group.limit];
      const last = series && series.value.length > 0 ? series.value[series.value.length - 1] : null;
      return last ?? (field ? app.profile.pods[pod][field] : null) ?? null;
    }

    row(line) {
      const show = (value) => el('td', { class: 'sr-number' },
        line.value.length === 0 ? '–' : format.measure(value, line.unit));
      const sum = line.value.reduce((a, b) => a + b, 0);
      const most = line.value.reduce((a, b) => Math.max(a, b), -Infinity);
      const cells = this.group.sum
        ? [el('td', { class: 'sr-number' }, format.count(line.value.length)), show(most), show(sum)]
        : [show(sum / line.value.length), show(most), show(line.value[line.value.length - 1])];
      const limit = line.limit === null || line.value.length === 0 ? '–'
        : [format.measure(line.limit, line.unit), el('small', {}, `${format.percent(most / line.limit)} reached`)];
      return el('tr', {}, el('th', { scope: 'row', class: 'sr-nowrap' }, this.sample(line), dom.name(line.title)), cells,
        this.group.limit ? el('td', { class: 'sr-number' }, limit) : null);
    }

    // Draws the line's colour and dashes in front of its name.
    sample(line) {
      const path = el('path', { d: 'M0 5H26', fill: 'none', 'stroke-width': '3',
        'stroke-dasharray': DASHES[line.color].join(' ') || null, class: `sr-line-${line.color}` });
      return el('svg', { viewBox: '0 0 26 10', width: '26', height: '10', class: 'sr-key', 'aria-hidden': 'true' }, path);
    }

    draw() {
      const { colors } = this.app;
      this.width = this.canvas.clientWidth || 600;
      this.left = 64;
      const ctx = dom.context(this.canvas, this.width, HEIGHT);
      const bottom = HEIGHT - 18;
      const highest = this.lines.reduce((most, line) => line.value.reduce((a, b) => Math.max(a, b), most), 0);
      const limit = this.lines.reduce((most, line) => Math.max(most, line.limit ?? 0), 0);
      const top = Math.max(highest, limit, this.lines[0]?.unit === 'share' ? 1 : 0) * 1.04 || 1;
      const x = (at) => this.left + (at - this.from) / Math.max(1, this.to - this.from) * (this.width - this.left - 4);
      const y = (value) => bottom - value / top * (bottom - 6);
      ctx.font = `12px ${colors.font}`;
      this.axes(ctx, colors, top, x, y);
      for (const line of this.lines) {
        this.drawLine(ctx, line, x, y, bottom);
      }
      if (limit > 0) {
        ctx.strokeStyle = colors.bad;
        ctx.fillStyle = colors.bad;
        ctx.setLineDash([3, 3]);
        ctx.lineWidth = 1.5;
        ctx.beginPath();
        ctx.moveTo(this.left, y(limit));
        ctx.lineTo(this.width, y(limit));
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.textAlign = 'right';
        ctx.fillText(this.group.limitTitle, this.width - 6, y(limit) + 13);
        ctx.textAlign = 'left';
      }
      if (this.at !== null) {
        ctx.fillStyle = colors.fg;
        ctx.fillRect(x(this.at), 4, 1, bottom - 4);
      }
    }

    axes(ctx, colors, top, x, y) {
      const unit = this.lines[0]?.unit;
      ctx.strokeStyle = colors.line;
      ctx.fillStyle = colors.muted;
      ctx.lineWidth = 1;
      ctx.textBaseline = 'middle';
      const step = format.tickStep(top, unit);
      for (let value = 0; value <= top; value += step) {
        ctx.beginPath();
        ctx.moveTo(this.left, Math.round(y(value)) + 0.5);
        ctx.lineTo(this.width, Math.round(y(value)) + 0.5);
        ctx.stroke();
        ctx.textAlign = 'right';
        ctx.fillText(format.measure(value, unit), this.left - 5, Math.max(7, y(value)));
      }
      const marks = this.width < 480 ? 2 : 5;
      for (let i = 0; i <= marks; i++) {
        const at = this.from + (this.to - this.from) * i / marks;
        ctx.textAlign = i === 0 ? 'left' : i === marks ? 'right' : 'center';
        ctx.fillText(format.offset(at), x(at), HEIGHT - 8);
      }
      ctx.textAlign = 'left';
      ctx.textBaseline = 'alphabetic';
    }

    drawLine(ctx, line, x, y, bottom) {
      ctx.strokeStyle = this.app.colors.lines[line.color];
      ctx.lineWidth = 2;
      ctx.setLineDash(this.group.sum ? [] : DASHES[line.color]);
      ctx.beginPath();
      line.at.forEach((at, i) => {
        if (this.group.sum) {
          ctx.moveTo(x(at), bottom);
          ctx.lineTo(x(at), y(line.value[i]));
        } else {
          ctx[i === 0 ? 'moveTo' : 'lineTo'](x(at), y(line.value[i]));
        }
      });
      ctx.stroke();
      ctx.setLineDash([]);
    }
  }

  report.Charts = Charts;
})((globalThis.sparkRecorderReport ??= {}));
