// A picture of each group's main page, in out/pictures; with `run.mjs --screenshots` in docs/screenshots, for the README.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { close, person, PHONE } from './browser.mjs';
import { OUT } from './checks.mjs';
import { firstOpen, link } from './places.mjs';
import { signIn } from './staff.mjs';

const folder = process.env.PICTURES || path.join(OUT, 'pictures');
const MOST = 200 * 1024; // bytes: the README is read on slow lines too
const WIDE = { width: 1200, height: 760 };

after(close);

async function picture({ page }, name) {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  assert.ok(fs.statSync(file).size <= MOST, `${name}.png has ${fs.statSync(file).size} bytes`);
}

test('citizen', async () => {
  const citizen = await person({ size: WIDE });
  const { draft, form } = await firstOpen(citizen);
  await citizen.go(draft);
  await picture(citizen, 'citizen-draft');
  const onPhone = await person({ size: PHONE });
  await onPhone.go('/');
  await picture(onPhone, 'citizen-home');
  await onPhone.go(form);
  await picture(onPhone, 'citizen-comment-phone');
  await onPhone.go('/?view=elder');
  await picture(onPhone, 'citizen-elder-phone');
  await citizen.go('/stats');
  await picture(citizen, 'citizen-stats');
});

for (const [role, address, pattern] of [
  ['clerk', '/desk/inbox'],
  ['reviewer', '/review', /^\/review\/regulations\/[^/]+\/compare/],
  ['legislator', '/search?q=登记'],
]) {
  test(role, async () => {
    const someone = await person({ size: WIDE });
    await signIn(someone, role);
    assert.equal(await someone.go(address), 200);
    if (pattern) assert.equal(await someone.go(await link(someone.page, pattern)), 200);
    await picture(someone, role);
  });
}
