// The state of the page. It lives in the fragment of the address, so that reload, back and a shared link restore it.
(function (report) {
  'use strict';

  const DEFAULTS = {
    kind: '', pods: [], stage: '', shared: '', query: '', threads: '', from: '', to: '', diff: '', frame: '', zoom: '',
    search: '', order: '', sort: '', metric: '', theme: '',
  };

  function parse(fragment) {
    const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
    const state = { ...DEFAULTS, pods: parameters.getAll('pods') };
    for (const key of Object.keys(DEFAULTS)) {
      if (key !== 'pods' && parameters.has(key)) {
        state[key] = parameters.get(key);
      }
    }
    return state;
  }

  function print(state) {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(state)) {
      if (key === 'pods') {
        value.forEach((pod) => parameters.append('pods', pod));
      } else if (value !== '') {
        parameters.set(key, value);
      }
    }
    return parameters.toString();
  }

  class State {
    constructor(onchange) {
      this.values = parse(location.hash);
      this.onchange = onchange;
      addEventListener('hashchange', () => this.restore());
      addEventListener('popstate', () => this.restore());
    }

    restore() {
      if (print(this.values) !== print(parse(location.hash))) {
        this.values = parse(location.hash);
        this.onchange();
      }
    }

    // Changes values. A step that a person would take back gets an entry in the history.
    set(changes, step = false) {
      this.values = { ...this.values, ...changes };
      const fragment = print(this.values);
      const address = fragment === '' ? location.pathname + location.search : `#${fragment}`;
      try {
        history[step ? 'pushState' : 'replaceState'](null, '', address);
      } catch {
        location.hash = fragment;
      }
      this.onchange();
    }
  }

  // Resolves the values against the data; a value that the data do not know counts as unset.
  function resolve(profile, values) {
    const kind = Math.max(0, profile.kinds.findIndex((it) => it.id === values.kind));
    const pods = profile.pods.flatMap((pod, i) => (values.pods.includes(pod.name) ? [i] : []));
    const bucket = (text, rounding) => {
      const ms = text === '' ? NaN : Number(text);
      return Number.isFinite(ms)
        ? Math.min(profile.buckets, Math.max(0, rounding(ms / profile.bucketMs)))
        : null;
    };
    const index = (list, matches, value) => {
      const found = value === '' ? -1 : list.findIndex(matches);
      return found < 0 ? null : found;
    };
    return {
      kind,
      pods: pods.length === 0 ? null : pods,
      stage: stage(profile, values.stage),
      withShared: values.shared === '1',
      query: index(profile.queries, (it) => String(it.id) === values.query, values.query),
      thread: index(profile.threads, (it) => it === values.threads, values.threads),
      from: bucket(values.from, Math.floor),
      to: bucket(values.to, Math.ceil),
    };
  }

  function stage(profile, value) {
    if (value === 'none') {
      return -1;
    }
    for (let i = 0; i < profile.stages.length + profile.shared.length; i++) {
      if (stageKey(profile, i) === value) {
        return i;
      }
    }
    return null;
  }

  function stageKey(profile, index) {
    const key = (i) => `${profile.stages[i].id}.${profile.stages[i].attempt}`;
    return index < 0 ? 'none'
      : index < profile.stages.length ? key(index)
      : profile.shared[index - profile.stages.length].map(key).join('+');
  }

  report.State = State;
  report.resolve = resolve;
  report.stageKey = stageKey;
})((globalThis.sparkRecorderReport ??= {}));
