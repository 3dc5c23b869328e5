// Reads the page data and sums its samples by a filter.
(function (report) {
  'use strict';

  const VERSION = 1;

  function decodeBase64(text) {
    if (Uint8Array.fromBase64) {
      return Uint8Array.fromBase64(text);
    }
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) {
      bytes[i] = binary.charCodeAt(i);
    }
    return bytes;
  }

  // A server that sets Content-Encoding has the browser decompress; the magic number tells.
  async function text(bytes) {
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
      return new TextDecoder().decode(bytes);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).text();
  }

  // Loads the document that stands in the page, or the one that data-src names.
  async function load(root) {
    const inline = document.getElementById('spark-recorder-data');
    let bytes;
    if (inline) {
      bytes = decodeBase64(inline.textContent.trim());
      inline.remove();
    } else {
      const response = await fetch(root.dataset.src || 'profile.json.gz', { credentials: 'same-origin' });
      if (!response.ok) {
        throw new Error(`The server answered ${response.status} to ${root.dataset.src}. Load the page again; if that ` +
          'fails, make the report again with "recorder report".');
      }
      bytes = new Uint8Array(await response.arrayBuffer());
    }
    const document_ = JSON.parse(await text(bytes));
    if (document_.version !== VERSION) {
      throw new Error(`The page data have version ${document_.version}; this page reads version ${VERSION}. ` +
        'Make the report again with the same release of "recorder".');
    }
    return new Profile(document_);
  }

  class Rows {
    constructor(samples, nodes) {
      this.length = samples.node.length;
      this.pod = Int32Array.from(samples.pod);
      this.kind = Uint8Array.from(samples.kind);
      this.bucket = Int32Array.from(samples.bucket);
      this.stage = Int32Array.from(samples.stage);
      this.thread = Int32Array.from(samples.thread);
      this.weight = Float64Array.from(samples.weight);
      this.node = new Int32Array(this.length);
      let node = 0;
      for (let i = 0; i < this.length; i++) {
        node += samples.node[i];
        this.node[i] = nodes ? nodes[node] : node;
      }
    }
  }

  class Profile {
    constructor(document_) {
      this.document = document_;
      this.application = document_.application;
      this.pods = document_.pods;
      this.kinds = document_.kinds;
      this.stages = document_.stages || [];
      this.shared = document_.sharedStages || [];
      this.queries = document_.queries || [];
      this.threads = document_.threads || [];
      this.series = document_.series || [];
      this.start = document_.start;
      this.bucketMs = document_.bucketMs;
      this.buckets = document_.buckets;
      this.length = this.buckets * this.bucketMs;
      this.rows = new Rows(document_.samples, null);
      this.other = null;
      const names = document_.names.slice();
      const parents = document_.tree.parent.map((delta, node) => node - delta);
      const nodeNames = document_.tree.name.slice();
      if (document_.compare) {
        this.other = joinTrees(document_.compare, parents, nodeNames, names);
      }
      this.names = names;
      this.tree = new report.Tree(Int32Array.from(parents), Int32Array.from(nodeNames), names);
      this.podOrder = orderPods(this.pods);
    }

    podTitle(pod) {
      const it = this.pods[pod];
      // One row may stand for many executors.
      if (it.ended === 'merged') {
        return it.name;
      }
      return it.role === 'driver' ? 'Driver' : `Executor ${it.id === null ? it.name : it.id}`;
    }

    stageTitle(index) {
      if (index < 0) {
        return 'outside of any stage';
      }
      if (index < this.stages.length) {
        const stage = this.stages[index];
        return `stage ${stage.id}${stage.attempt > 0 ? ` (attempt ${stage.attempt})` : ''}`;
      }
      const ids = this.shared[index - this.stages.length].map((i) => this.stages[i].id);
      return `shared by stages ${ids.slice(0, -1).join(', ')} and ${ids[ids.length - 1]}`;
    }

    // Returns which stage indexes belong to a query: its stages, and sets of stages that are all of this query.
    stagesOfQuery(query) {
      const of = (stage) => this.stages[stage].query === query;
      return this.stages.map((_, i) => of(i)).concat(this.shared.map((set) => set.every(of)));
    }

    // Sums the weights of the rows that pass the filter, per node. The filter's fields are null for "all".
    select(filter, rows = this.rows) {
      const self = new Float64Array(this.tree.length);
      const allowed = masks(this, filter);
      const { pod, kind, bucket, stage, thread, node, weight } = rows;
      const from = filter.from === null ? -Infinity : filter.from;
      const to = filter.to === null ? Infinity : filter.to;
      let sum = 0;
      let rowsIn = 0;
      for (let i = 0; i < rows.length; i++) {
        if (kind[i] === filter.kind && allowed.pod[pod[i]] && allowed.stage[stage[i] + 1] &&
            allowed.thread[thread[i] + 1] && bucket[i] >= from && bucket[i] < to) {
          self[node[i]] += weight[i];
          sum += weight[i];
          rowsIn++;
        }
      }
      return { self, total: this.tree.accumulate(self), sum, rows: rowsIn };
    }

    // Sums all samples of a kind of the application to compare with. Its pods, stages and times are its own.
    selectOther(kind) {
      const self = new Float64Array(this.tree.length);
      const wanted = this.kinds[kind].id;
      const otherKind = this.document.compare.kinds.findIndex((it) => it.id === wanted);
      let sum = 0;
      for (let i = 0; i < this.other.length; i++) {
        if (this.other.kind[i] === otherKind) {
          self[this.other.node[i]] += this.other.weight[i];
          sum += this.other.weight[i];
        }
      }
      return { self, total: this.tree.accumulate(self), sum, rows: this.other.length };
    }

    // Sums the weights per pod and bucket, without the filter's pods and time.
    timeline(filter) {
      const cells = this.pods.map(() => new Float64Array(this.buckets));
      const allowed = masks(this, { ...filter, pods: null });
      const { pod, kind, bucket, stage, thread, weight } = this.rows;
      for (let i = 0; i < this.rows.length; i++) {
        if (kind[i] === filter.kind && allowed.stage[stage[i] + 1] && allowed.thread[thread[i] + 1] &&
            bucket[i] >= 0 && bucket[i] < this.buckets) {
          cells[pod[i]][bucket[i]] += weight[i];
        }
      }
      return cells;
    }

    // Returns the weight of samples that the chosen stage may share with others.
    sharedWeight(filter) {
      if (filter.stage === null || filter.stage < 0 || filter.stage >= this.stages.length) {
        return 0;
      }
      const sets = new Set();
      this.shared.forEach((set, i) => set.includes(filter.stage) && sets.add(this.stages.length + i));
      let sum = 0;
      for (let i = 0; i < this.rows.length; i++) {
        if (this.rows.kind[i] === filter.kind && sets.has(this.rows.stage[i])) {
          sum += this.rows.weight[i];
        }
      }
      return sum;
    }

    kindTotal(kind) {
      const total = (this.document.totals || []).find((it) => it.kind === kind);
      return total || { weight: 0, samples: 0, inFiles: 0 };
    }
  }

  // Builds a table of allowed indexes per column. Stage and thread have -1 for "none", hence the offset of one.
  function masks(profile, filter) {
    const pod = new Uint8Array(profile.pods.length).fill(filter.pods === null ? 1 : 0);
    for (const index of filter.pods || []) {
      pod[index] = 1;
    }
    const stage = new Uint8Array(1 + profile.stages.length + profile.shared.length).fill(1);
    if (filter.query !== null) {
      stage[0] = 0;
      profile.stagesOfQuery(filter.query).forEach((of, i) => (stage[i + 1] = of ? 1 : 0));
    }
    if (filter.stage !== null) {
      for (let i = -1; i < stage.length - 1; i++) {
        const shared = filter.withShared && i >= profile.stages.length &&
          profile.shared[i - profile.stages.length].includes(filter.stage);
        stage[i + 1] &= i === filter.stage || shared ? 1 : 0;
      }
    }
    const thread = new Uint8Array(1 + profile.threads.length).fill(filter.thread === null ? 1 : 0);
    if (filter.thread !== null) {
      thread[filter.thread + 1] = 1;
    }
    return { pod, stage, thread };
  }

  // Adds the stacks of another document to the tree and returns its rows, which then refer to the joined tree.
  function joinTrees(other, parents, nodeNames, names) {
    const nameIndex = new Map(names.map((name, i) => [name, i]));
    const joinedNames = other.names.map((name) => {
      if (!nameIndex.has(name)) {
        nameIndex.set(name, names.length);
        names.push(name);
      }
      return nameIndex.get(name);
    });
    const width = names.length;
    const children = new Map();
    for (let node = 1; node < parents.length; node++) {
      children.set(parents[node] * width + nodeNames[node], node);
    }
    const joined = new Int32Array(other.tree.parent.length);
    for (let node = 1; node < joined.length; node++) {
      const parent = joined[node - other.tree.parent[node]];
      const key = parent * width + joinedNames[other.tree.name[node]];
      if (!children.has(key)) {
        children.set(key, parents.length);
        parents.push(parent);
        nodeNames.push(joinedNames[other.tree.name[node]]);
      }
      joined[node] = children.get(key);
    }
    return new Rows(other.samples, joined);
  }

  // Puts the most different pod first; pods without a distance, such as the driver, come last.
  function orderPods(pods) {
    const rank = (pod) => (pods[pod].distance ?? -1) - (pods[pod].role === 'driver' ? 2 : 0);
    return pods.map((_, i) => i).sort((a, b) => rank(b) - rank(a) || a - b);
  }

  report.load = load;
  report.Profile = Profile;
})((globalThis.sparkRecorderReport ??= {}));
