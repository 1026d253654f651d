// The site's phrases, read from src/phrases: tests name a button by its key, so a change of words needs no change here.
import fs from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../../src/phrases');

/** `phrase: "中文", "English";` lines of one file, as { key: [zh, en] }. */
function read(part) {
  const text = fs.readFileSync(path.join(folder, `${part}.rs`), 'utf8');
  const line = /(\w+):\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*");/g;
  return Object.fromEntries([...text.matchAll(line)].map(([, key, zh, en]) => [key, [JSON.parse(zh), JSON.parse(en)]]));
}

const parts = new Map();

/** The Chinese phrase of `part.key`, its places filled from `values`. */
export function t(name, values = {}) {
  const [part, key] = name.split('.');
  if (!parts.has(part)) parts.set(part, read(part));
  const found = parts.get(part)[key];
  if (!found) throw new Error(`src/phrases/${part}.rs has no phrase "${key}"`);
  return found[0].replace(/\{(\w+)\}/g, (place, word) => values[word] ?? place);
}

/** The phrase as a pattern: its places match anything. */
export function like(name) {
  const escaped = t(name).split(/\{\w+\}/).map(words => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(escaped.join('.+?'));
}
