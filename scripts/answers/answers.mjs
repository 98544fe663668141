// Loads the library as web assembly, compares every answer with the test vectors and prints its text.
//   node scripts/answers/answers.mjs LIBRARY.wasm docs/vectors/native-v1.json
import assert from "node:assert/strict";
import { readFileSync, writeSync } from "node:fs";

const [library, vectors] = process.argv.slice(2).map((path) => readFileSync(path));
const { exports } = (await WebAssembly.instantiate(library, {})).instance;

// In this order: making the text lets the memory grow.
const [start, length] = [exports.portability_text(), exports.portability_text_length()];
const text = Buffer.from(exports.memory.buffer, start, length);

let compared = 0;
function compare(asked, given) {
  assert.equal(given.name, asked.name);
  for (const [what, answer] of Object.entries(given.answers)) {
    assert.deepEqual(answer, asked[what] ?? null, `${asked.name}: ${what}`);
    compared += what === "keys" ? answer.length : what.endsWith("sha256") ? asked.generated_keys : 1;
  }
}

const [asked, given] = [vectors, text].map((json) => JSON.parse(json.toString("utf8")).rings);
assert.equal(given.length, asked.length);
asked.forEach((ring, at) => compare(ring, given[at]));

// A wrong answer would be noticed.
const wrong = structuredClone(given[0]);
wrong.answers.keys[0].list.reverse();
assert.throws(() => compare(asked[0], wrong), /keys/);

for (let at = 0; at < text.length; ) at += writeSync(1, text, at);
console.error(`${given.length} rings, ${compared} answers as in the vectors`);
