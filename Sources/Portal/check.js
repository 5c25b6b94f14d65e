// Checks what a reader chooses against what this page says: the digest of a file, and that a step stands in the log.
// A convenience: whoever serves the page can serve another program. Nothing is sent; texts of others stay text.
// This file stands in each page as it is; its digest is in the page's policy. The signs of a closing element and of the
// end of a CDATA section may not stand in it.
"use strict";
(() => {
  const tools = document.getElementById("tools");
  const page = {
    sha256: tools.dataset.sha256, size: Number(tools.dataset.size), root: tools.dataset.root,
    leaves: Number(tools.dataset.leaves), from: Number(tools.dataset.from), origin: tools.dataset.origin,
    rewinds: Number(tools.dataset.rewinds), firstStep: Number(tools.dataset.firstStep),
    lastStep: Number(tools.dataset.lastStep), tiles: tools.dataset.tiles,
  };
  const element = id => document.getElementById(id);

  // SHA-256, FIPS 180-4: the first bits of the fractional parts of roots of primes.
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every(p => n % p)) primes.push(n);
  const fraction = (n, root) => {
    // The integer root of n * 2^(32 * root), whose low 32 bits are those of the fraction.
    const scaled = BigInt(n) << BigInt(32 * root);
    let low = 0n, high = 1n << 40n;
    while (low + 1n < high) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(root) <= scaled) low = middle; else high = middle;
    }
    return Number(low & 0xffffffffn) | 0;
  };
  const K = Int32Array.from(primes, p => fraction(p, 3));
  const H = Int32Array.from(primes.slice(0, 8), p => fraction(p, 2));

  class SHA256 {
    constructor() {
      this.state = Int32Array.from(H);
      this.words = new Int32Array(64);
      this.block = new Uint8Array(64);
      this.filled = 0;
      this.total = 0;
    }

    compress(bytes, at) {
      const w = this.words, s = this.state;
      for (let i = 0; i < 16; i++, at += 4) {
        w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
      }
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        const p = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
        const q = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
        w[i] = w[i - 16] + p + w[i - 7] + q | 0;
      }
      let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
      for (let i = 0; i < 64; i++) {
        const p = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
        const t = h + p + (e & f ^ ~e & g) + K[i] + w[i] | 0;
        const q = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
        const u = q + (a & b ^ a & c ^ b & c) | 0;
        h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + u | 0;
      }
      s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
    }

    update(bytes) {
      this.total += bytes.length;
      let at = 0;
      if (this.filled > 0) {
        at = Math.min(64 - this.filled, bytes.length);
        this.block.set(bytes.subarray(0, at), this.filled);
        this.filled += at;
        if (this.filled < 64) return this;
        this.compress(this.block, 0);
        this.filled = 0;
      }
      for (; at + 64 <= bytes.length; at += 64) this.compress(bytes, at);
      this.block.set(bytes.subarray(at));
      this.filled = bytes.length - at;
      return this;
    }

    finish() {
      const bits = BigInt(this.total) * 8n;
      const tail = new Uint8Array((this.filled < 56 ? 64 : 128) - this.filled);
      tail[0] = 0x80;
      new DataView(tail.buffer).setBigUint64(tail.length - 8, bits);
      this.update(tail);
      const out = new DataView(new ArrayBuffer(32));
      this.state.forEach((word, i) => out.setInt32(4 * i, word));
      return new Uint8Array(out.buffer);
    }
  }

  const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
  const subtle = globalThis.crypto?.subtle;
  const own = bytes => new SHA256().update(bytes).finish();
  const browsers = async bytes => new Uint8Array(await subtle.digest("SHA-256", bytes));
  const digest = subtle ? browsers : async bytes => own(bytes);

  // Whether our SHA-256 is one; of what length the texts are decides how they are padded.
  async function selfTest() {
    if (hex(own(new TextEncoder().encode("abc"))) !== "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") return false;
    for (const size of subtle ? [0, 55, 56, 63, 64, 119, 1000] : []) {
      const bytes = Uint8Array.from({length: size}, (_, i) => i * 7 & 255);
      if (hex(own(bytes)) !== hex(await browsers(bytes))) return false;
    }
    return true;
  }

  // Pages are made of nodes: nothing that a file says can become markup.
  function node(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  const paragraph = (...pieces) => node("p", {}, ...pieces);
  const code = text => node("code", {}, text);

  function tell(output, kind, title, ...more) {
    const words = {pass: "pass", fail: "fail", unfinished: "unfinished"}[kind];
    output.replaceChildren(node("div", {class: "told-so " + words}, node("strong", {}, title), ...more));
  }

  class Refusal extends Error {}
  const refuse = text => { throw new Refusal(text); };

  async function guarded(output, work) {
    try { await work(); } catch (error) {
      if (error instanceof Refusal) return tell(output, "fail", "Refused", paragraph(error.message));
      tell(output, "unfinished", "Could not be checked", paragraph(String(error?.message ?? error)));
    }
  }

  // A file's digest, piece by piece: WebCrypto takes only whole texts.
  const small = 32 << 20, piece = 4 << 20;
  async function fileDigest(file, seen) {
    if (subtle && file.size <= small) return [hex(await browsers(await file.arrayBuffer())), "WebCrypto"];
    if (!await selfTest()) throw new Error("this page’s SHA-256 fails its own test in this browser");
    const hash = new SHA256();
    for (let at = 0; at < file.size; at += piece) {
      hash.update(new Uint8Array(await file.slice(at, at + piece).arrayBuffer()));
      seen(Math.min(1, (at + piece) / file.size));
    }
    const tested = subtle ? ", tested against WebCrypto" : "";
    return [hex(hash.finish()), "this page’s own SHA-256" + tested];
  }

  let turn = 0;
  async function checkFile(file) {
    const mine = ++turn, output = element("digest-result"), progress = element("digest-progress");
    output.replaceChildren();
    progress.value = 0;
    progress.hidden = false;
    await guarded(output, async () => {
      const [got, by] = await fileDigest(file, share => { if (mine === turn) progress.value = 100 * share; });
      if (mine !== turn) return;
      const same = got === page.sha256;
      tell(output, same ? "pass" : "fail", same ? "This is the file that this page names" : "This is another file",
        paragraph(file.name + ", " + file.size.toLocaleString("en") + " bytes; this page’s has " + page.size.toLocaleString("en") + "."),
        paragraph("SHA-256 ", code(got)), paragraph("Computed by " + by + "."));
    });
    if (mine === turn) progress.hidden = true;
  }

  // RFC 6962: hashes of leaves and nodes.
  const joined = (...parts) => {
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of parts) { out.set(part, at); at += part.length; }
    return out;
  };
  const leafHash = leaf => digest(joined([0], leaf));
  const nodeHash = (left, right) => digest(joined([1], left, right));

  // RFC 9162 section 2.1.3.2; numbers go beyond 32 bits, so there is no shifting.
  const half = n => Math.floor(n / 2);
  async function climb(leaf, index, size, path) {
    let at = index, last = size - 1, hash = leaf;
    const walk = [];
    for (const sibling of path) {
      if (last === 0) refuse("The proof has more hashes than the tree has levels.");
      const isLeft = at % 2 === 1 || at === last;
      hash = isLeft ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
      walk.push([isLeft ? "left" : "right", sibling, hash]);
      if (isLeft) while (at % 2 === 0 && at !== 0) { at = half(at); last = half(last); }
      at = half(at);
      last = half(last);
    }
    if (last !== 0) refuse("The proof has fewer hashes than the tree has levels.");
    return [hash, walk];
  }

  // C2SP tlog-tiles: a log's folder, of whatever size it has become.
  class Log {
    constructor(read) { this.read = read; this.tiles = new Map(); }

    async open() {
      const lines = new TextDecoder().decode(await this.read("checkpoint", 1 << 16)).split("\n");
      this.size = Number(lines[1]);
      if (lines[0] !== page.origin) refuse("The tiles are of the log " + lines[0] + ", not of " + page.origin + ".");
      if (!/^[1-9][0-9]{0,15}$/.test(lines[1]) || this.size < page.leaves) {
        refuse("The tiles reach up to leaf " + lines[1] + "; this release ends at " + page.leaves + ".");
      }
    }

    tile(level, number) {
      const count = level === "entries" ? this.size : Math.floor(this.size / 256 ** level);
      const width = Math.min(256, count - 256 * number);
      let path = String(number % 1000).padStart(3, "0");
      for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
        path = "x" + String(rest % 1000).padStart(3, "0") + "/" + path;
      }
      path = "tile/" + level + "/" + path + (width < 256 ? ".p/" + width : "");
      if (!this.tiles.has(path)) {
        this.tiles.set(path, this.read(path, level === "entries" ? 256 * 65537 : 8192).then(bytes => [bytes, width, path]));
      }
      return this.tiles.get(path);
    }

    // The hash over the 2^height leaves from index * 2^height on.
    async complete(height, index) {
      const level = Math.floor(height / 8), count = 2 ** (height % 8), first = index * count;
      const [bytes, width, path] = await this.tile(level, Math.floor(first / 256));
      if (bytes.length !== 32 * width) refuse(path + " has " + bytes.length + " bytes, want " + 32 * width + ".");
      let row = Array.from({length: count}, (_, i) => bytes.subarray(32 * (first % 256 + i), 32 * (first % 256 + i + 1)));
      while (row.length > 1) {
        const above = [];
        for (let i = 0; i < row.length; i += 2) above.push(await nodeHash(row[i], row[i + 1]));
        row = above;
      }
      return row[0];
    }

    // The hash over leaves [from, to), where from is a multiple of the power of two that holds the rest.
    async range(from, to) {
      let height = 0;
      while (2 ** (height + 1) <= to - from) height++;
      const split = from + 2 ** height;
      const left = await this.complete(height, from / 2 ** height);
      return split === to ? left : nodeHash(left, await this.range(split, to));
    }

    // The siblings from the leaf up to the root of the first `size` leaves.
    async path(index, size) {
      const siblings = [];
      let from = 0, to = size;
      while (to - from > 1) {
        let width = 1;
        while (2 * width < to - from) width *= 2;
        if (index < from + width) {
          siblings.unshift(await this.range(from + width, to));
          to = from + width;
        } else {
          siblings.unshift(await this.range(from, from + width));
          from += width;
        }
      }
      return siblings;
    }

    // The leaves of a tile with their indices.
    async leaves(number) {
      const [bytes, width, path] = await this.tile("entries", number);
      const leaves = [];
      for (let at = 0, i = 0; i < width; i++) {
        const size = bytes[at] << 8 | bytes[at + 1], start = at + 2;
        at = start + size;
        if (!(at <= bytes.length)) refuse(path + " ends before its last leaf.");
        leaves.push({index: 256 * number + i, bytes: bytes.subarray(start, at)});
      }
      return leaves;
    }

    // The leaf of a step that the release ends with, or, where every one was discarded, the last one, and the rewind
    // that discarded it.
    async find(step) {
      const found = isAscending ? await this.search(step) : await this.walk(step);
      return found ?? refuse("No leaf of the tiles is step " + step + ".");
    }

    // Without rewinds: steps ascend by one, and other leaves stand between them.
    async search(step) {
      let low = page.from + (step - page.firstStep), high = page.leaves - (page.lastStep - step);
      while (low < high) {
        const number = Math.floor((low + half(high - 1 - low)) / 256);
        let steps = [], tile = number;
        for (; 256 * tile < high; tile++) {
          steps = (await this.leaves(tile)).filter(leaf => leaf.index >= page.from && leaf.index < page.leaves)
            .map(leaf => ({...leaf, step: stepOf(leaf.bytes)})).filter(leaf => leaf.step !== null);
          if (steps.length) break;
        }
        if (!steps.length || step < steps[0].step) high = 256 * number;
        else if (step > steps[steps.length - 1].step) low = 256 * (tile + 1);
        else return steps.find(leaf => leaf.step === step);
      }
      return undefined;
    }

    // With rewinds: from the end of the release back, because what comes later discards.
    async walk(step) {
      const rewinds = [];
      let discarded;
      for await (const leaf of this.backwards(page.from)) {
        const said = read(leaf.bytes);
        if (said?.type === "rewind") rewinds.push({index: leaf.index, to: said.to, reason: said.reason});
        if (said?.type !== "step" || said.step !== step) continue;
        const by = discarding(step, rewinds);
        if (!by) return leaf;
        discarded ??= {...leaf, by};
      }
      return discarded;
    }

    // The rewind in this release that discarded a leaf; null where there is none.
    async fate(index, step) {
      const rewinds = [];
      for await (const leaf of this.backwards(index + 1)) {
        const said = read(leaf.bytes);
        if (said?.type === "rewind") rewinds.push({index: leaf.index, to: said.to, reason: said.reason});
      }
      return discarding(step, rewinds);
    }

    // The leaves of the release from its last one down to an index.
    async *backwards(down) {
      for (let number = Math.floor((page.leaves - 1) / 256); number >= Math.floor(down / 256); number--) {
        for (const leaf of (await this.leaves(number)).reverse()) {
          if (leaf.index >= down && leaf.index < page.leaves) yield leaf;
        }
      }
    }
  }

  // Whether each step of the release has one leaf: where training went back, some have several.
  const isAscending = page.rewinds === 0;
  // Of rewinds that come later, the last first: the one that discarded a step is the first that went back before it.
  const discarding = (step, rewinds) => rewinds.filter(rewind => rewind.to < step).pop() ?? null;

  function read(bytes) {
    try { return JSON.parse(new TextDecoder("utf-8", {fatal: true}).decode(bytes)); } catch { return null; }
  }
  function stepOf(bytes) {
    const leaf = read(bytes);
    return leaf?.type === "step" && Number.isSafeInteger(leaf.step) ? leaf.step : null;
  }

  // Whether a leaf stands in the log, and what became of it: the rewind that discarded it, null for none, undefined where
  // nobody looked.
  async function judge(output, step, leaf, index, path, rewind) {
    const hash = await leafHash(leaf);
    const [root, walk] = await climb(hash, index, page.leaves, path);
    const holds = hex(root) === page.root;
    const rows = walk.map(([side, sibling, above]) =>
      node("li", {}, "with ", code(hex(sibling)), " on its " + side + ": ", code(hex(above))));
    const by = subtle ? "WebCrypto" : "this page’s own SHA-256";
    const place = "Step " + step + " stands in the log, as leaf " + index;
    const title = rewind ? place + ", and was discarded" : place;
    const fate = rewind === undefined
      ? [paragraph("Whether training went back later and discarded it is not known from the proof: check the step by the log’s tiles.")]
      : rewind ? [paragraph("Leaf " + rewind.index + ", a rewind (" + rewind.reason + "), went back to step " + rewind.to + ". Training went on from there, so this leaf is no part of the model.")]
      : [];
    tell(output, holds ? rewind ? "unfinished" : "pass" : "fail",
      holds ? title : "Refused: the leaf does not lead to this page’s root", ...(holds ? fate : []),
      paragraph("The leaf:"), node("pre", {tabindex: "0", role: "group", "aria-label": "Leaf"}, code(new TextDecoder().decode(leaf))),
      paragraph("Its hash ", code(hex(hash)), ", joined " + (rows.length === 1 ? "once:" : rows.length + " times:")),
      node("ol", {class: "walk", tabindex: "0", "aria-label": "From leaf to root"}, ...rows),
      paragraph("Root ", code(hex(root)), holds ? ", as this page’s checkpoint of " + page.leaves + " leaves has it." : ", want ", holds ? "" : code(page.root)),
      paragraph("Hashed by " + by + ". What the step’s proofs show is not asked here."));
  }

  // Where tiles are read: beside the page, or from a folder that was chosen.
  const overNetwork = path => async (name, limit) => {
    const answer = await fetch(path + "/" + name, {redirect: "error", credentials: "omit", cache: "no-store"});
    if (!answer.ok) throw new Error("The site has no " + name + " of this log (status " + answer.status + ").");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > limit) refuse(name + " has " + bytes.length + " bytes, at most " + limit + " are possible.");
    return bytes;
  };
  let chosen = null;
  const fromFolder = files => async (name, limit) => {
    const file = ["tiles/" + page.origin + "/" + name, page.origin + "/" + name, name].map(path => files.get(path)).find(Boolean);
    if (!file) throw new Error("The folder has no " + page.origin + "/" + name + ".");
    if (file.size > limit) refuse(name + " has " + file.size + " bytes, at most " + limit + " are possible.");
    return new Uint8Array(await file.arrayBuffer());
  };

  async function checkStep() {
    const output = element("proof-result"), step = Number(element("step").value);
    output.replaceChildren();
    await guarded(output, async () => {
      if (!Number.isSafeInteger(step) || step < 1 || isAscending && (step < page.firstStep || step > page.lastStep)) {
        throw new Error("This release has the steps " + page.firstStep + " to " + page.lastStep + ".");
      }
      if (!chosen && location.protocol === "file:") {
        element("folder-row").hidden = false;
        element("tiles").focus();
        throw new Error("Choose the site’s folder “tiles” first.");
      }
      const log = new Log(chosen ? fromFolder(chosen) : overNetwork(page.tiles));
      await log.open();
      const leaf = await log.find(step);
      await judge(output, step, leaf.bytes, leaf.index, await log.path(leaf.index, page.leaves), leaf.by ?? null);
    });
  }

  // C2SP tlog-proof, and the leaf that it is about.
  async function checkProof(files) {
    const output = element("proof-result");
    output.replaceChildren();
    await guarded(output, async () => {
      if (files.length !== 2 || files.some(file => file.size > 1 << 17)) throw new Error("Choose two files: the proof, and the leaf.");
      const texts = await Promise.all(files.map(async file => new Uint8Array(await file.arrayBuffer())));
      const isProof = bytes => new TextDecoder().decode(bytes.subarray(0, 64)).startsWith("c2sp.org/tlog-proof@v1\n");
      const proof = texts.find(isProof), rest = texts.find(bytes => !isProof(bytes));
      if (!proof || !rest) throw new Error("One of the files must be a tlog-proof, and the other a leaf.");
      const lines = new TextDecoder().decode(proof).split("\n"), blank = lines.indexOf("");
      const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines[1]), [origin, size, root] = lines.slice(blank + 1);
      if (!index || blank < 2) refuse("The proof is not of the form that C2SP tlog-proof has.");
      if (origin !== page.origin) refuse("The proof is of the log " + origin + ", not of " + page.origin + ".");
      const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
      if (Number(size) !== page.leaves) {
        throw new Error("The proof leads to a checkpoint of " + size + " leaves, this page’s is of " + page.leaves + "; only the log’s tiles or bulla-verify can compare them.");
      }
      if (hex(bytes(root)) !== page.root) refuse("The proof’s checkpoint has another root than this page’s: one of them is of a forked log.");
      const leaf = rest[rest.length - 1] === 10 ? rest.subarray(0, -1) : rest, step = stepOf(leaf);
      if (step === null) refuse("The leaf is no step.");
      if (Number(index[1]) >= page.leaves) refuse("The proof is of a leaf behind the checkpoint.");
      await judge(output, step, leaf, Number(index[1]), lines.slice(2, blank).map(bytes), await fateOf(Number(index[1]), step));
    });
  }

  // What became of the leaf of a proof, where the log's tiles can be read.
  async function fateOf(index, step) {
    if (isAscending) return null;
    if (!page.tiles || !chosen && location.protocol === "file:") return undefined;
    const log = new Log(chosen ? fromFolder(chosen) : overNetwork(page.tiles));
    await log.open();
    return log.fate(index, step);
  }

  function droppable(area, take) {
    area.addEventListener("dragover", event => { event.preventDefault(); area.classList.add("over"); });
    area.addEventListener("dragleave", () => area.classList.remove("over"));
    area.addEventListener("drop", event => {
      event.preventDefault();
      area.classList.remove("over");
      if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
    });
  }

  // What is dropped beside a tool must not be opened in place of the page.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, event => event.preventDefault());
  droppable(element("digest-tool"), files => checkFile(files[0]));
  element("digest-file").addEventListener("change", event => { if (event.target.files[0]) checkFile(event.target.files[0]); });
  if (element("proof-tool")) {
    droppable(element("proof-tool"), checkProof);
    element("proof-files").addEventListener("change", event => checkProof([...event.target.files]));
    element("step-row").hidden = !page.tiles;
    element("proof-tool").querySelector("details").open = !page.tiles;
    element("folder-row").hidden = !page.tiles || location.protocol !== "file:";
    element("tiles").addEventListener("change", event => {
      chosen = new Map([...event.target.files].map(file => [file.webkitRelativePath.split("/").slice(1).join("/"), file]));
      checkStep();
    });
    element("prove").addEventListener("click", checkStep);
    element("step").addEventListener("keydown", event => { if (event.key === "Enter") checkStep(); });
  }
  tools.hidden = false;
})();
