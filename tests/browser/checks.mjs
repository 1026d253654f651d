// What must hold of every page a person sees.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] },
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};
export const OUT = path.join(import.meta.dirname, 'out');

/** Names, languages and width of a page; runs in the page. */
function measure() {
  const root = document.documentElement;
  const scrolls = element => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    }
    return false;
  };
  const wide = root.scrollWidth > root.clientWidth
    ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e))
    : [];
  return {
    lang: root.lang,
    title: document.title,
    h1: document.querySelectorAll('h1').length,
    over: root.scrollWidth - root.clientWidth,
    wide: wide.slice(0, 5).map(e => `${e.tagName.toLowerCase()}${e.className ? `.${e.className}` : ''}`),
    twice: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, ids) => ids.indexOf(id) !== i),
  };
}

/** Opens what is folded, so that it is looked at too; runs in the page, as does its opposite. */
function unfold() {
  document.querySelectorAll('details:not([open])').forEach(details => {
    details.open = true;
    details.dataset.unfolded = '';
  });
}

function foldAgain() {
  document.querySelectorAll('details[data-unfolded]').forEach(details => {
    details.open = false;
    delete details.dataset.unfolded;
  });
}

/** Defects of the page that need no look at its colours, as sentences. */
export async function shape(page) {
  await page.evaluate(unfold);
  const { lang, title, h1, over, wide, twice } = await page.evaluate(measure);
  const found = [];
  if (!/^(zh-Hans|zh-Hant|en)$/.test(lang)) found.push(`lang="${lang}"`);
  if (title.length < 4) found.push(`title "${title}"`);
  if (h1 !== 1) found.push(`${h1} h1 headings`);
  if (over > 0) found.push(`${over} px wider than the window: ${wide.join(', ')}`);
  if (twice.length) found.push(`ids used twice: ${twice.join(', ')}`);
  return found;
}

/** Violations of WCAG 2.2 A and AA found by axe, in folded parts too. `rules`: all, or only those on colours. */
export async function accessibility(page, rules = 'all') {
  await page.evaluate(unfold);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    runOnly => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }), RULES[rules]);
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 4).map(node => {
    const [why] = [...node.any, ...node.all, ...node.none];
    return `${id} (${help}) at ${node.target.join(' ')}: ${why?.message ?? ''}`;
  }));
}

/** axe is a script, so a page seen without JavaScript is shown to it in a second window, as sent and with its own script refused. */
async function accessibilityAsSent(person, rules) {
  const { url, html } = person.answer();
  person.window ??= await person.context.browser().newContext({ viewport: person.page.viewportSize(), locale: 'zh-CN' });
  await person.window.addCookies(await person.context.cookies());
  const copy = await person.window.newPage();
  const body = await html;
  await copy.route('**/*.js', route => route.abort());
  await copy.route(url, route => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }));
  await copy.goto(url);
  const found = await accessibility(copy, rules);
  await copy.close();
  return found;
}

let kept = 0;

/** Keeps the page as it was sent, for the check of its HTML. */
export async function keep(answer, name) {
  const html = await answer?.html;
  if (!html) return;
  fs.mkdirSync(path.join(OUT, 'html'), { recursive: true });
  kept += 1;
  fs.writeFileSync(path.join(OUT, 'html', `${name}-${process.pid}-${kept}.html`), html);
}

/**
 * A person looks at the page; what is wrong is added to the person's defects, so that one journey tells all of them.
 * `name` says which page it is, `status` how the server should have answered; `axe` whether all rules, only those on colours, or none are asked.
 */
export async function look(person, name, { status = 200, axe: rules = person.axe, keep: keeps = true } = {}) {
  const found = await shape(person.page);
  if (person.answer().status !== status) found.push(`answered ${person.answer().status}, not ${status}`);
  if (rules !== 'none') {
    found.push(...person.script ? await accessibility(person.page, rules) : await accessibilityAsSent(person, rules));
  }
  await person.page.evaluate(foldAgain);
  found.push(...person.problems.splice(0));
  if (keeps) await keep(person.answer(), name);
  const { width } = person.page.viewportSize();
  person.defects.push(...found.map(defect => `${name} (${width} px, ${new URL(person.page.url()).pathname}): ${defect}`));
}

/** The end of a journey: nothing was wrong on the way. */
export async function leave(person) {
  await person.window?.close();
  await person.context.close();
  assert.deepEqual([...new Set(person.defects)], []);
}
