// A reviewer searches, compares the text with the suggestions on it, decides one and releases the results; a second reviewer who
// decides the same suggestion a moment later is told so. Everybody then reads the result.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { close, DESKTOP, person, PHONE, press } from './browser.mjs';
import { leave, look } from './checks.mjs';
import { like, t } from './phrases.mjs';
import { openMenu, signIn } from './staff.mjs';

after(close);

const REASON = '各方面意见还不一致，需要进一步调查研究，在下一稿中再作安排。';

/** Words that occur in many comments are found and marked. */
async function search(reviewer) {
  const { page } = reviewer;
  await openMenu(reviewer, t('site.search'));
  await look(reviewer, 'review-search-empty');
  await page.getByLabel(t('search.q')).fill('登记');
  await press(reviewer, page.getByRole('button', { name: t('search.submit'), exact: true }));
  await look(reviewer, 'review-search');
  assert.ok(await page.getByRole('main').locator('mark', { hasText: '登记' }).count() > 0, 'the words found are marked');
}

/** From the workbench to a suggestion on a closed draft that waits for a decision. */
async function findUndecided(reviewer) {
  const { page } = reviewer;
  await openMenu(reviewer, t('review.title'));
  await look(reviewer, 'review-dashboard');
  const rows = page.getByRole('row').filter({ hasText: t('terms.closed') });
  const undecided = rows.getByRole('link').and(page.locator('[href*="only=undecided"]')).filter({ hasNotText: /^0$/ });
  assert.ok(await undecided.count() > 0, 'the demo city has undecided suggestions on a closed draft');
  await press(reviewer, undecided.first());
  await look(reviewer, 'review-compare');
  await press(reviewer, page.getByRole('article').first().getByRole('heading').getByRole('link'));
  await look(reviewer, 'review-suggestion');
  return page.url();
}

async function decide(reviewer, outcome) {
  const { page } = reviewer;
  await page.getByRole('radio', { name: t(`terms.${outcome}`), exact: true }).check();
  await page.getByLabel(t('review.level')).selectOption({ label: t('terms.study') });
  await page.getByLabel(t('review.reason_code')).selectOption({ label: t('terms.why_needs_study') });
  await page.getByLabel(t('review.reason'), { exact: true }).fill(REASON);
  await press(reviewer, page.getByRole('button', { name: t('review.save_decision') }));
}

/** Decides; a form without a reason comes back first. */
async function decideOne(reviewer) {
  const { page } = reviewer;
  await press(reviewer, page.getByRole('button', { name: t('review.save_decision') }));
  await look(reviewer, 'review-suggestion-errors', { status: 422 });
  assert.ok((await page.title()).startsWith(t('site.error_prefix')));
  await decide(reviewer, 'not_adopted');
  await page.getByText(REASON).first().waitFor();
  await page.getByText(t('review.not_released')).first().waitFor();
  await look(reviewer, 'review-suggestion-decided');
}

/** The other reviewer, who had the page open already, sees both decisions. */
async function decideTooLate(other) {
  await decide(other, 'noted');
  await look(other, 'review-conflict', { status: 409 });
  await other.page.getByText(t('review.conflict_title')).first().waitFor();
  await other.page.getByText(t('review.conflict_yours')).first().waitFor();
  await leave(other);
}

/** Releases the draft's results; anybody reads them. */
async function release(reviewer, title) {
  const { page } = reviewer;
  await press(reviewer, page.getByRole('navigation', { name: t('site.here') }).getByRole('link').nth(1));
  await press(reviewer, page.getByRole('link', { name: t('review.release'), exact: true }));
  await look(reviewer, 'review-release');
  await press(reviewer, page.getByRole('button', { name: t('review.release_do') }));
  await look(reviewer, 'results-just-released');
  await page.getByText(title).first().waitFor();
  const anybody = await person({ size: PHONE });
  await anybody.go(page.url());
  await anybody.page.getByText(title).first().waitFor();
  await look(anybody, 'results-for-anybody');
  await leave(anybody);
}

test('a legislator reads the workbench and is offered no decision', async () => {
  const legislator = await person();
  await signIn(legislator, 'legislator');
  await look(legislator, 'legislator-home');
  await findUndecided(legislator);
  assert.equal(await legislator.page.getByRole('button', { name: t('review.save_decision') }).count(), 0);
  await legislator.go('/review/regulations/new');
  await look(legislator, 'forbidden', { status: 403 });
  await openMenu(legislator, t('site.search'));
  await look(legislator, 'legislator-search');
  await leave(legislator);
});

for (const size of [PHONE, DESKTOP]) {
  for (const script of [true, false]) {
    test(`reviewer decides and releases, ${size.width} px, ${script ? 'with' : 'without'} JavaScript`, async () => {
      const reviewer = await person({ size, script });
      const other = await person({ size, script });
      await signIn(reviewer, 'reviewer', 0);
      await signIn(other, 'reviewer', 1);
      await search(reviewer);
      const suggestion = await findUndecided(reviewer);
      const title = await reviewer.page.getByRole('heading', { level: 1 }).innerText();
      await other.go(suggestion);
      await decideOne(reviewer);
      await decideTooLate(other);
      await release(reviewer, title);
      await leave(reviewer);
    });
  }
}

test('a reviewer publishes a new draft', async () => {
  const reviewer = await person();
  const { page } = reviewer;
  await signIn(reviewer, 'reviewer', 2);
  await openMenu(reviewer, t('review.new_regulation'));
  await look(reviewer, 'review-import');
  await press(reviewer, page.getByRole('button', { name: t('review.do_preview') }));
  await look(reviewer, 'review-import-errors', { status: 422 });
  await openMenu(reviewer, t('review.submissions'));
  await look(reviewer, 'review-submissions');
  await press(reviewer, page.getByRole('main').getByRole('row').nth(1).getByRole('link').first());
  await look(reviewer, 'review-submission');
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), like('review.sub_title'));
  await leave(reviewer);
});
