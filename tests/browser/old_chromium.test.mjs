// Chromium 86, which many office machines still have, shows the pages in their own look: the style sheet is applied as a whole and
// nothing sticks out. Computed styles are compared, not pictures.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { close, DESKTOP, person, PHONE } from './browser.mjs';
import { OUT } from './checks.mjs';
import { open } from './old_chromium.mjs';
import { firstOpen } from './places.mjs';
import { signIn } from './staff.mjs';

/** Runs in the old browser: what the style sheet makes of the page. */
const LOOK = `(() => {
  const style = selector => { const e = document.querySelector(selector); return e && getComputedStyle(e); };
  const root = document.documentElement;
  const button = style('main .btn, main button');
  return {
    agent: navigator.userAgent,
    top: style('.top').backgroundColor,
    list: style('.nav ul').listStyleType,
    font: style('body').fontFamily,
    line: parseFloat(style('body').lineHeight) / parseFloat(style('body').fontSize),
    button: button && parseFloat(button.minHeight || 0) + parseFloat(button.height || 0),
    over: root.scrollWidth - root.clientWidth,
  };
})()`;

const places = new Map();
let cookies = [];

before(async () => {
  const citizen = await person();
  const { draft, article, form } = await firstOpen(citizen);
  places.set('home', '/').set('draft', draft).set('article', article).set('comment-form', form).set('regulations', '/regulations')
    .set('track', '/track').set('stats', '/stats').set('search', '/search?q=登记');
  await citizen.context.close();
  const clerk = await person();
  await signIn(clerk, 'clerk');
  cookies = await clerk.context.cookies();
  await clerk.context.close();
});
after(close);

async function check(browser, name, width) {
  await browser.go(new URL(places.get(name) ?? '/desk/inbox', process.env.SITE).href);
  const seen = await browser.run(LOOK);
  fs.mkdirSync(path.join(OUT, 'chromium-86'), { recursive: true });
  await browser.picture(path.join(OUT, 'chromium-86', `${name}-${width}.png`));
  assert.match(seen.agent, /Chrome\/86\./);
  assert.notEqual(seen.top, 'rgba(0, 0, 0, 0)', `${name}: the bar has its colour`);
  assert.equal(seen.list, 'none', `${name}: the menu is no plain list`);
  assert.match(seen.font, /sans-serif/, name);
  assert.ok(seen.line >= 1.5, `${name}: line height ${seen.line}`);
  assert.ok(seen.button === null || seen.button >= 36, `${name}: a button is ${seen.button} px high`);
  assert.ok(seen.over <= 0, `${name}: ${seen.over} px wider than the window`);
}

for (const size of [PHONE, DESKTOP]) {
  test(`public pages in Chromium 86, ${size.width} px`, async () => {
    const browser = await open(size);
    try {
      for (const name of places.keys()) await check(browser, name, size.width);
    } finally {
      await browser.close();
    }
  });
  test(`the inbox in Chromium 86, ${size.width} px`, async () => {
    const browser = await open({ ...size, cookies });
    try {
      await check(browser, 'inbox', size.width);
    } finally {
      await browser.close();
    }
  });
}
