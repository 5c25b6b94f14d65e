// node steps_check.js PAGE FOLDER [STEP...] [-- PROOF LEAF]: what the script of a release's page says of steps, a line of JSON each.
//
// FOLDER is the log's, as `bulla publish tiles` wrote it. The page's elements are stand-ins that hold text.
"use strict";
const fs = require("fs");
const path = require("path");

const [page, folder, ...rest] = process.argv.slice(2);
const bar = rest.includes("--") ? rest.indexOf("--") : rest.length;
const text = fs.readFileSync(page, "utf8");

class Element {
  constructor() {
    Object.assign(this, {children: [], attributes: {}, listeners: {}, dataset: {}, files: [], value: ""});
    this.classList = {add() {}, remove() {}};
  }
  setAttribute(name, value) { this.attributes[name] = value; }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  addEventListener(name, listener) { this.listeners[name] = listener; }
  querySelector() { return new Element(); }
  focus() {}
  get textContent() { return this.children.map(child => child.textContent ?? String(child)).join(""); }
}

const elements = new Map();
const element = id => {
  if (!elements.has(id)) elements.set(id, new Element());
  return elements.get(id);
};
const tag = /<div id="tools"[^>]*>/.exec(text)[0];
for (const [, name, value] of tag.matchAll(/data-([a-z0-9-]+)="([^"]*)"/g)) {
  element("tools").dataset[name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())] = value;
}

const given = {
  document: {getElementById: element, createElement: () => new Element(), addEventListener() {}},
  location: {protocol: "http:"},
  fetch: async url => {
    const file = path.join(folder, url.slice(element("tools").dataset.tiles.length + 1));
    if (!fs.existsSync(file)) return {ok: false, status: 404};
    const bytes = fs.readFileSync(file);
    return {ok: true, arrayBuffer: async () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)};
  },
};
for (const [name, value] of Object.entries(given)) Object.defineProperty(globalThis, name, {value, configurable: true});
(0, eval)(/<script[^>]*>([\s\S]*?)<\/script>/.exec(text)[1]);

async function said(act) {
  const output = element("proof-result");
  output.replaceChildren();
  act();
  while (!output.children.length) await new Promise(resolve => setTimeout(resolve, 5));
  const [told] = output.children;
  return {kind: told.attributes.class.split(" ")[1], title: told.children[0].textContent, text: told.textContent};
}

(async () => {
  for (const step of rest.slice(0, bar)) {
    element("step").value = step;
    console.log(JSON.stringify(await said(() => element("prove").listeners.click())));
  }
  const files = rest.slice(bar + 1).map(name => {
    const bytes = fs.readFileSync(name);
    return {name, size: bytes.length, arrayBuffer: async () => Uint8Array.from(bytes).buffer};
  });
  if (files.length) console.log(JSON.stringify(await said(() => element("proof-files").listeners.change({target: {files}}))));
})();
