// The checks themselves find what they are for: a page with one of each defect is refused.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { close, person, PHONE } from './browser.mjs';
import { accessibility, look, shape } from './checks.mjs';

after(close);

const BAD = `<!DOCTYPE html><html><head><title>坏</title><style>body{background:#fff}</style></head><body>
<h1>一</h1><h1>二</h1><p id="a">甲</p><p id="a">乙</p><p style="color:#bbb">看不清的字</p><img src="/missing.png">
<div style="width:900px;height:1px">宽</div><input type="text"><script>throw new Error('坏了')</script></body></html>`;

test('a page with defects is refused', async () => {
  const reader = await person({ size: PHONE });
  const { page } = reader;
  await page.route('**/bad', route => route.fulfill({
    body: BAD, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'" },
  }));
  await reader.go('/bad');
  const form = (await shape(page)).join('\n');
  for (const word of [/lang=""/, /title "坏"/, /2 h1/, /px wider than the window: div/, /ids used twice: a/]) assert.match(form, word);
  const rules = (await accessibility(page)).join('\n');
  for (const word of [/html-has-lang/, /image-alt/, /label \(/]) assert.match(rules, word);
  await look(reader, 'bad', { axe: 'none', keep: false });
  const all = reader.defects.join('\n');
  for (const word of [/script error: 坏了/, /console: .*Content Security Policy/]) assert.match(all, word);
  await reader.context.close();
});

test('pale words are refused', async () => {
  const reader = await person({ size: PHONE });
  await reader.page.route('**/pale', route => route.fulfill({
    body: '<!DOCTYPE html><html lang="zh-Hans"><head><title>看不清的字</title><style>p{color:#bbb}</style></head><body><h1>题目</h1><p>看不清的一段字</p></body></html>',
    contentType: 'text/html; charset=utf-8',
  }));
  await reader.go('/pale');
  assert.match((await accessibility(reader.page)).join('\n'), /color-contrast/);
  await reader.context.close();
});
