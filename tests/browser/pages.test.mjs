// Every class of public page: well formed, readable by everybody, in every view and language, on the narrowest phone; and no link
// of theirs leads nowhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { close, DESKTOP, person, PHONE, SITE } from './browser.mjs';
import { leave, look } from './checks.mjs';
import { firstOpen, link, links } from './places.mjs';

const NARROW = { width: 320, height: 640 };
const pages = new Map(); // name of the class → path

const FIXED = {
  home: '/',
  regulations: '/regulations',
  'regulations-none': '/regulations?q=没有这样的法规',
  track: '/track',
  stats: '/stats',
  'contact-points': '/contact-points',
  meetings: '/meetings',
  search: '/search',
  'search-found': '/search?q=登记',
  'search-nothing': '/search?q=饕餮貔貅',
  help: '/help',
  about: '/about',
  accessibility: '/accessibility',
  privacy: '/privacy',
  'open-data': '/open-data',
  api: '/api',
  contact: '/contact',
  sitemap: '/sitemap',
  'sign-in': '/sign-in',
  'not-found': '/no-such-page',
  'bad-receipt': '/receipts/ZZZZ-ZZZZ-ZZZ2',
};

const missing = []; // classes of page that no link leads to

/** Follows the first link on `from` that matches; it is the page called `name`. */
async function follow({ page, go }, from, name, pattern) {
  await go(from);
  try {
    pages.set(name, await link(page, pattern));
  } catch (error) {
    missing.push(`${name}: ${error.message}`);
  }
  return pages.get(name) ?? '/nowhere';
}

/** Follows links to one page of each class that needs a name. */
async function find(reader) {
  const REGULATION = /^\/regulations\/[^/?]+$/;
  for (const [name, path] of Object.entries(FIXED)) pages.set(name, path);
  const open = await firstOpen(reader);
  const slug = open.regulation.split('/').at(-1);
  pages.set('draft-open', open.draft).set('article', open.article).set('comments', `${open.draft}/comments`)
    .set('comment-form', open.form).set('comment-form-whole', open.form.replace(/art=[^&]*&?/, ''))
    .set('paper', `/paper/${slug}`);
  const decided = await follow(reader, '/regulations?status=decided', 'draft-decided', REGULATION);
  pages.set('results', `${decided}/results`).set('comparison', `${decided}/comparison`)
    .set('comparison-inline', `${decided}/comparison?from=1&to=2&layout=inline`).set('comparison-changed', `${decided}/comparison?from=1&to=2&show=changed`)
    .set('comparison-same', `${decided}/comparison?from=1&to=1`);
  const studied = await follow(reader, decided, 'article-decided', /\/drafts\/\d+\/articles\/[^/?]+$/);
  await follow(reader, studied, 'trace', /\/articles\/[^/]+\/trace/);
  await follow(reader, '/regulations?status=closed', 'draft-closed', REGULATION);
  const point = await follow(reader, '/contact-points', 'contact-point', /^\/contact-points\/[^/?]+$/);
  pages.set('poster', `${point}/poster/${slug}`);
  await follow(reader, '/meetings', 'meeting', /^\/meetings\/[^/?]+$/);
}

/** The class of an address: parts that are names are left out. */
function classOf(path) {
  return path.split('?')[0]
    .replace(/^\/regulations\/[^/]+/, '/regulations/*').replace(/\/drafts\/\d+/, '/drafts/*').replace(/\/articles\/[^/]+/, '/articles/*')
    .replace(/^\/contact-points\/[^/]+/, '/contact-points/*').replace(/\/poster\/[^/]+/, '/poster/*')
    .replace(/^\/meetings\/[^/]+/, '/meetings/*').replace(/^\/(receipts|t|paper)\/[^/]+/, '/$1/*');
}

before(async () => {
  const reader = await person();
  await find(reader);
  await reader.context.close();
});
after(close);

test('every class of page is found by its links', () => assert.deepEqual(missing, []));

/** Looks at every page as one kind of reader. `axe`: which rules are asked, see `look`. */
async function read(kind, options, switches = [], axe = 'all') {
  const reader = await person(options);
  for (const address of switches) await reader.go(address);
  for (const [name, path] of pages) {
    await reader.go(path);
    await look(reader, `${kind}-${name}`, { axe, status: ['not-found', 'bad-receipt'].includes(name) ? 404 : 200 });
  }
  return reader;
}

test('on a phone', async () => leave(await read('phone', { size: PHONE })));
test('on a desk', async () => leave(await read('desk', { size: DESKTOP })));
test('on the narrowest phone', async () => leave(await read('narrow', { size: NARROW }, [], 'none')));
test('large view', async () => {
  const reader = await read('elder', { size: PHONE }, ['/?view=elder']);
  assert.equal(await reader.page.locator('html').getAttribute('data-view'), 'elder');
  await leave(reader);
});
test('large view on the narrowest phone', async () => leave(await read('elder-narrow', { size: NARROW }, ['/?view=elder'], 'none')));
test('high contrast', async () => {
  const reader = await read('contrast', { size: PHONE }, ['/?contrast=more'], 'colours');
  assert.equal(await reader.page.locator('html').getAttribute('data-contrast'), 'more');
  await leave(reader);
});
test('dark', async () => leave(await read('dark', { size: PHONE, dark: true }, [], 'colours')));
test('Traditional Chinese', async () => {
  const reader = await read('hant', { size: PHONE }, ['/?lang=zh-Hant']);
  assert.equal(await reader.page.locator('html').getAttribute('lang'), 'zh-Hant');
  await leave(reader);
});
test('English', async () => {
  const reader = await read('english', { size: PHONE }, ['/?lang=en']);
  assert.equal(await reader.page.locator('html').getAttribute('lang'), 'en');
  await leave(reader);
});

test('every link leads somewhere, and every class of page is looked at', async () => {
  const reader = await person();
  const found = new Map(); // class → an address
  const from = new Map();
  for (const [name, path] of pages) {
    await reader.go(path);
    for (const address of await links(reader.page, /^/)) {
      // Switching the view and language goes back to the page itself.
      if (/[?&](view|contrast|lang)=/.test(address)) continue;
      const key = classOf(address) + (/\?/.test(address) ? '?' : '');
      if (!found.has(key)) found.set(key, address);
      from.set(key, name);
    }
  }
  await reader.context.close();
  const looked = new Set([...pages.values()].map(classOf));
  const defects = [];
  for (const [key, address] of found) {
    const answer = await fetch(SITE + address, { redirect: 'manual' });
    await answer.body?.cancel();
    if (answer.status >= 400) defects.push(`${address} (on ${from.get(key)}) answers ${answer.status}`);
    const page = /html/.test(answer.headers.get('content-type') ?? '') && answer.status === 200;
    if (page && !looked.has(classOf(address))) defects.push(`${address} (on ${from.get(key)}) is a class of page that this test does not look at`);
  }
  assert.deepEqual(defects, []);
});
