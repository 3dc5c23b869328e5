// Draws small charts as SVG. Each has a title and a description; the same figures are in a table beside it.
(function (map) {
  'use strict';

  const { format } = globalThis.sparkRecorderReport;
  const NAMESPACE = 'http://www.w3.org/2000/svg';
  const HEIGHT = 300;
  const LEFT = 78;
  const RIGHT = 16;
  const TOP = 12;
  const BOTTOM = 46;
  let ids = 0;

  function svg(tag, properties = {}, ...children) {
    const element = document.createElementNS(NAMESPACE, tag);
    for (const [key, value] of Object.entries(properties)) {
      element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  // Returns a scale from values to pixels. A logarithmic scale has ticks at powers of two. A quantity that is zero
  // everywhere has one tick.
  function scale({ values, log, unit }, from, to) {
    const known = values.filter(Number.isFinite);
    let low = log ? Math.min(...known) : 0;
    let high = Math.max(...known);
    const flat = !log && high === 0;
    if (log) {
      low = Math.log2(low) - 0.3;
      high = Math.log2(high) + 0.3;
    } else {
      high = flat ? 1 : high * 1.08;
    }
    const position = (value) => from + ((log ? Math.log2(value) : value) - low) / (high - low) * (to - from);
    const ticks = [];
    if (log) {
      const step = Math.max(1, Math.ceil((high - low) / 6));
      for (let power = Math.ceil(low); power <= high; power += step) {
        ticks.push(2 ** power);
      }
    } else {
      const step = format.tickStep(high, unit);
      for (let tick = 0; tick <= (flat ? 0 : high); tick += step) {
        ticks.push(tick);
      }
    }
    return { position, ticks };
  }

  // Returns a chart with axes. Its function `add` takes SVG elements.
  function chart({ title, description, x, y, width = 620 }) {
    const id = `fm-chart-${ids++}`;
    const xs = scale(x, LEFT, width - RIGHT);
    const ys = scale(y, HEIGHT - BOTTOM, TOP);
    const element = svg('svg', { class: 'fm-chart', viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img',
      'aria-labelledby': `${id}-t ${id}-d` },
    svg('title', { id: `${id}-t` }, title), svg('desc', { id: `${id}-d` }, description));
    for (const tick of xs.ticks) {
      const at = xs.position(tick);
      element.append(svg('path', { class: 'fm-tick', d: `M${at} ${TOP}V${HEIGHT - BOTTOM}` }),
        svg('text', { x: at, y: HEIGHT - BOTTOM + 17, 'text-anchor': 'middle' }, x.format(tick)));
    }
    for (const tick of ys.ticks) {
      const at = ys.position(tick);
      element.append(svg('path', { class: 'fm-tick', d: `M${LEFT} ${at}H${width - RIGHT}` }),
        svg('text', { x: LEFT - 6, y: at + 4, 'text-anchor': 'end' }, y.format(tick)));
    }
    element.append(svg('path', { class: 'fm-axis', d: `M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${width - RIGHT}` }),
      svg('text', { x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 8, 'text-anchor': 'middle' }, x.label));
    const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
    return {
      element,
      x: (value) => clamp(xs.position(value), LEFT, width - RIGHT),
      y: (value) => clamp(ys.position(value), TOP, HEIGHT - BOTTOM),
      top: TOP,
      bottom: HEIGHT - BOTTOM,
      add: (...children) => element.append(...children),
    };
  }

  // Returns a mark. Its form tells a series or an outcome apart without colour.
  function mark(form, x, y, properties = {}) {
    const r = 5;
    const paths = [
      `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
      `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
      `M${x} ${y - r - 1}l${r + 1} ${2 * r}h${-2 * r - 2}z`,
      `M${x} ${y + r + 1}l${r + 1} ${-2 * r}h${-2 * r - 2}z`,
      `M${x} ${y - r - 2}l${r + 2} ${r + 2}l${-r - 2} ${r + 2}l${-r - 2} ${-r - 2}z`,
      `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`,
    ];
    return svg('path', { class: 'fm-mark', d: paths[form % paths.length], ...properties });
  }

  function polyline(points, properties = {}) {
    return svg('path', { class: 'fm-line', d: points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join(''), ...properties });
  }

  map.chart = { svg, chart, mark, polyline };
})((globalThis.sparkFailureMap ??= {}));
