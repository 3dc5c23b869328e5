// Builds elements. Text is always set as text, never as markup: names in the data are untrusted.
(function (report) {
  'use strict';

  const SVG = new Set(['svg', 'path', 'rect']);
  const SENTENCE = 600;
  // Browsers draw nothing on a larger canvas.
  const TALLEST = 30_000;
  let ids = 0;

  // Creates an element. Properties that start with "on" are listeners; children are elements or text.
  function el(tag, properties = {}, ...children) {
    const element = SVG.has(tag)
      ? document.createElementNS('http://www.w3.org/2000/svg', tag)
      : document.createElement(tag);
    for (const [key, value] of Object.entries(properties)) {
      if (value === null || value === undefined || value === false) {
        continue;
      }
      if (key.startsWith('on')) {
        element.addEventListener(key.slice(2), value);
      } else if (key === 'checked' || key === 'value' || key === 'disabled') {
        element[key] = value;
      } else {
        element.setAttribute(key, value === true ? '' : value);
      }
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  // Shows a name from the data, isolated from the direction of the text around it.
  function name(text, className = 'sr-name') {
    return el('bdi', { class: className, title: report.format.clip(report.format.visible(text), 1000) },
      report.format.visible(text));
  }

  // Shows a frame, which breaks behind a dot where it does not fit.
  function frame(text) {
    const whole = name(text, 'sr-name sr-frame');
    whole.replaceChildren(...whole.textContent.split(/(?<=\.)/).flatMap((part) => [part, el('wbr')]).slice(0, -1));
    return whole;
  }

  // Shows a sentence that may hold names.
  function sentence(text) {
    return el('bdi', {}, report.format.clip(report.format.visible(text), SENTENCE));
  }

  // Wraps a wide table so that it scrolls by itself, by keyboard as well.
  function scrolling(label, ...children) {
    return el('div', { class: 'sr-scroll', role: 'region', 'aria-label': label, tabindex: '0' }, ...children);
  }

  function id(prefix) {
    ids++;
    return `sr-${prefix}-${ids}`;
  }

  // Replaces the children of an element and puts the focus back on the element with the same data-key.
  function replace(container, ...children) {
    const active = container.contains(document.activeElement) ? document.activeElement : null;
    const key = active && active !== container ? active.dataset.key : undefined;
    container.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
    if (key !== undefined) {
      for (const candidate of container.querySelectorAll('[data-key]')) {
        if (candidate.dataset.key === key) {
          candidate.focus({ preventScroll: true });
          return;
        }
      }
    }
  }

  // Returns a select with a visible label. Options are pairs of value and text.
  function select(label, options, onchange) {
    const control = el('select', { id: id('select'), onchange: () => onchange(control.value) });
    for (const [value, text] of options) {
      control.append(el('option', { value }, report.format.clip(report.format.visible(text), 90)));
    }
    return { control, field: el('div', { class: 'sr-field' }, el('label', { for: control.id }, label), control) };
  }

  // Returns a group of radio buttons. Options are objects of value, text and an optional note.
  function radios(legend, options, onchange) {
    const group = id('radio');
    const inputs = options.map((option) =>
      el('input', { type: 'radio', name: group, value: option.value, id: id('option'),
        onchange: () => onchange(option.value) }));
    const field = el('fieldset', { class: 'sr-radios' }, el('legend', {}, legend),
      options.map((option, i) => el('span', { class: 'sr-radio' }, inputs[i],
        el('label', { for: inputs[i].id }, option.text,
          option.note ? el('span', { class: 'sr-note' }, option.note) : null))));
    return { field, set: (value) => inputs.forEach((input) => (input.checked = input.value === value)) };
  }

  // Sizes a canvas to its box in device pixels and returns its context in CSS pixels.
  function context(canvas, width, height) {
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 4, TALLEST / height);
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    canvas.style.height = `${height}px`;
    const ctx = canvas.getContext('2d');
    ctx.scale(ratio, ratio);
    ctx.direction = 'ltr';
    return ctx;
  }

  report.dom = { el, name, frame, sentence, scrolling, id, replace, select, radios, context };
})((globalThis.sparkRecorderReport ??= {}));
