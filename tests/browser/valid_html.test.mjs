// Every page kept by the other tests is valid HTML, by two validators. Runs last: its name sorts last.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

import { HtmlValidate, StaticConfigLoader } from 'html-validate';

import { OUT } from './checks.mjs';

const folder = path.join(OUT, 'html');
const files = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];

/** The same complaint on many pages is told once, with one page it is on and their number. */
function summary(complaints) {
  const byText = Map.groupBy ? Map.groupBy(complaints, c => c.text) : complaints.reduce(
    (groups, c) => groups.set(c.text, [...groups.get(c.text) ?? [], c]), new Map());
  return [...byText].map(([text, list]) => `${text} — ${list[0].at}${list.length > 1 ? ` and ${list.length - 1} more` : ''}`);
}

test('html-validate finds nothing', async () => {
  assert.ok(files.length > 0, 'the other tests kept no page');
  const validator = new HtmlValidate(new StaticConfigLoader({
    extends: ['html-validate:recommended', 'html-validate:a11y'],
    rules: {
      'long-title': 'off', // titles of regulations are long
      'no-trailing-whitespace': 'off', // templates leave blank lines
      'void-style': 'off',
      'tel-non-breaking': 'off', // the class nowrap does it, and people copy plain hyphens
      'prefer-native-element': ['error', { exclude: ['group'] }],
      'form-dup-name': 'off', // several hidden fields of one name are a list
      'aria-label-misuse': ['error', { allowAnyNamable: true }], // a list may have a name
    },
  }));
  const complaints = [];
  for (const file of files) {
    const { results } = await validator.validateString(fs.readFileSync(path.join(folder, file), 'utf8'));
    for (const { ruleId, message, line, column } of results.flatMap(result => result.messages)) {
      complaints.push({ text: `${ruleId}: ${message}`, at: `${file}:${line}:${column}` });
    }
  }
  assert.deepEqual(summary(complaints), []);
});

test('the Nu Html Checker finds nothing', () => {
  assert.ok(files.length > 0, 'the other tests kept no page');
  const jar = path.join(path.dirname(createRequire(import.meta.url).resolve('vnu-jar')), 'build/dist/vnu.jar');
  const run = spawnSync('java', ['-Xss2m', '-jar', jar, '--stdout', '--format', 'json', folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.ifError(run.error);
  const { messages } = JSON.parse(run.stdout);
  assert.deepEqual(summary(messages.map(({ message, url, lastLine, lastColumn, extract }) => ({
    text: `${message} [${(extract ?? '').replace(/\s+/g, ' ').slice(0, 120)}]`, at: `${path.basename(url ?? '')}:${lastLine}:${lastColumn}`,
  }))), []);
});
