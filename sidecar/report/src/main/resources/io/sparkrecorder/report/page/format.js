// Turns numbers into text. All functions are pure.
(function (report) {
  'use strict';

  const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

  function round(value) {
    return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
  }

  // Returns a step for about four ticks: powers of two for bytes, otherwise 1, 2 or 5 times a power of ten.
  function tickStep(top, unit) {
    if (unit === 'bytes' || unit === 'bytes/s') {
      return 2 ** Math.ceil(Math.log2(top / 5));
    }
    const power = 10 ** Math.floor(Math.log10(top / 5));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= top / 5);
  }

  function count(value) {
    return Math.round(value).toLocaleString('en-US');
  }

  function bytes(value) {
    let unit = 0;
    while (Math.abs(value) >= 1024 && unit < BYTES.length - 1) {
      value /= 1024;
      unit++;
    }
    return `${round(value)} ${BYTES[unit]}`;
  }

  function duration(ms) {
    if (ms < 1) {
      return ms === 0 ? '0 ms' : `${(ms * 1000).toFixed(0)} µs`;
    }
    if (ms < 1000) {
      return `${round(ms)} ms`;
    }
    const seconds = ms / 1000;
    if (seconds < 60) {
      return `${round(seconds)} s`;
    }
    const minutes = Math.floor(seconds / 60);
    return minutes < 60
      ? `${minutes} min ${Math.floor(seconds % 60)} s`
      : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  // Formats milliseconds since the start as m:ss or h:mm:ss.
  function offset(ms) {
    const seconds = Math.max(0, Math.round(ms / 1000));
    const two = (n) => String(n).padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
    return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '');
  }

  function percent(share) {
    const value = share * 100;
    return value !== 0 && Math.abs(value) < 0.1 ? '< 0.1 %' : `${value.toFixed(1)} %`;
  }

  // Formats a difference of shares in percentage points. The sign is always there, so colour is never needed.
  function points(delta) {
    const value = Math.abs(delta * 100).toFixed(1);
    return value === '0.0' ? '±0.0' : `${delta > 0 ? '+' : '−'}${value}`;
  }

  function weight(value, unit) {
    switch (unit) {
      case 'bytes':
        return bytes(value);
      case 'nanoseconds':
        return duration(value / 1e6);
      default:
        return `${count(value)} ${value === 1 ? 'sample' : 'samples'}`;
    }
  }

  // Formats a value of a series.
  function measure(value, unit) {
    switch (unit) {
      case 'bytes':
        return bytes(value);
      case 'bytes/s':
        return `${bytes(value)}/s`;
      case 'ms':
        return duration(value);
      case 'share':
        return percent(value);
      default:
        return round(value);
    }
  }

  function clock(ms) {
    return new Date(ms).toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');
  }

  // The shared library of a native frame, as async-profiler writes it before the symbol.
  const NATIVE = /^(?:\/\S*?|(?:lib|ld)[\w+.-]*?)\.so(?:\.\d+)*(?:\.(?=.)|$)/;

  // Shortens org.apache.spark.Task.run to Task.run, and libjvm.so.Compiler::compile to Compiler::compile.
  function shortName(name) {
    if (NATIVE.test(name)) {
      return name.replace(NATIVE, '') || name.split('/').at(-1);
    }
    const parts = name.split('.');
    return parts.length > 2 ? parts.slice(-2).join('.') : name;
  }

  // Writes control characters out, among them those that change the direction of the text after them.
  function visible(text) {
    return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }

  function clip(text, length) {
    return text.length > length ? `${text.slice(0, length - 1)}…` : text;
  }

  report.format = { tickStep, count, bytes, duration, offset, percent, points, weight, measure, clock, shortName, visible, clip, NATIVE };
})((globalThis.sparkRecorderReport ??= {}));
