// A clerk opens the inbox, registers comments, merges two into a suggestion, has it checked and submits it; records a comment that
// came on paper; marks one as outside the draft. On a phone and on a desk, with JavaScript and without, each time another clerk.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { close, DESKTOP, person, PHONE, press } from './browser.mjs';
import { leave, look } from './checks.mjs';
import { like, t } from './phrases.mjs';
import { openMenu, signIn } from './staff.mjs';

after(close);

const button = (page, phrase) => page.getByRole('button', { name: t(phrase), exact: true });

/** The boxes that choose comments in the inbox. */
const boxes = page => page.getByRole('table').getByRole('checkbox');

/** The inbox narrowed to one state of the first draft that has enough such comments. */
async function openList(clerk, label, least) {
  const { page } = clerk;
  await openMenu(clerk, t('desk.today'));
  const cells = page.getByRole('link', { name: new RegExp(`^${t(label)} \\d+：`) });
  for (const link of await cells.all()) {
    const [, number] = /(\d+)：/.exec(await link.getAttribute('aria-label'));
    if (Number(number) < least) continue;
    await press(clerk, link);
    return;
  }
  assert.fail(`no draft on the clerk's desk has ${least} comments ${t(label)}`);
}

/** Nothing is chosen: the page says so. */
async function forgetToChoose(clerk) {
  const { page } = clerk;
  await openMenu(clerk, t('desk.inbox'));
  await look(clerk, 'desk-inbox');
  await press(clerk, button(page, 'desk.merge'));
  await look(clerk, 'desk-inbox-errors', { status: 422 });
  await page.getByText(t('desk.e_none_selected')).first().waitFor();
}

/** Opens one comment, previews what the public will read, registers it; registers two more from the list. */
async function register(clerk) {
  const { page } = clerk;
  await openList(clerk, 'desk.p_received', 3);
  await look(clerk, 'desk-inbox-received');
  await press(clerk, page.getByRole('table').getByRole('row').nth(1).getByRole('link').first());
  await look(clerk, 'desk-comment');
  await press(clerk, button(page, 'desk.preview'));
  await look(clerk, 'desk-comment-preview');
  await press(clerk, button(page, 'desk.register'));
  await page.getByText(t('terms.registered'), { exact: true }).first().waitFor();
  await openList(clerk, 'desk.p_received', 2);
  for (const at of [0, 1]) await boxes(page).nth(at).check();
  if (clerk.script) await page.getByText(t('desk.selected', { n: 2 })).waitFor();
  await press(clerk, button(page, 'desk.register'));
  await page.getByRole('status').getByText(t('desk.done_registered', { n: 2 }).trim()).waitFor();
  await look(clerk, 'desk-inbox-done');
}

/** Merges two registered comments into a suggestion. */
async function merge(clerk, title) {
  const { page } = clerk;
  await openList(clerk, 'desk.p_registered', 2);
  for (const at of [0, 1]) await boxes(page).nth(at).check();
  await press(clerk, button(page, 'desk.merge'));
  await look(clerk, 'desk-suggestion-new');
  assert.equal(await page.getByRole('heading', { name: t('desk.from_n', { n: 2 }) }).count(), 1);
  await page.getByLabel(t('desk.title'), { exact: true }).fill('');
  await press(clerk, button(page, 'desk.create'));
  await look(clerk, 'desk-suggestion-errors', { status: 422 });
  await page.getByLabel(t('desk.title'), { exact: true }).fill(title);
  await page.getByLabel(t('desk.because'), { exact: true }).fill('两位居民都说现在的写法看不明白，办事要多跑一趟。');
  await press(clerk, button(page, 'desk.compare'));
  await look(clerk, 'desk-suggestion-preview');
  await press(clerk, button(page, 'desk.create'));
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await look(clerk, 'desk-suggestion');
}

/** Has it checked and submits it with a cover note. */
async function submit(clerk, title) {
  const { page } = clerk;
  await press(clerk, button(page, 'desk.check'));
  await press(clerk, page.getByRole('link', { name: t('desk.to_submission') }));
  await look(clerk, 'desk-submission-new');
  await page.getByRole('checkbox', { name: title }).check();
  const note = page.getByLabel(t('desk.cover_note'), { exact: true });
  assert.ok((await note.inputValue()).length > 20, 'the cover note comes filled in');
  await press(clerk, button(page, 'desk.make_submission'));
  await look(clerk, 'desk-submission');
  await press(clerk, button(page, 'desk.send'));
  await page.getByText(t('terms.submitted'), { exact: true }).first().waitFor();
  await look(clerk, 'desk-submission-sent');
  await openMenu(clerk, t('desk.submissions'));
  await look(clerk, 'desk-submissions');
  await openMenu(clerk, t('desk.suggestions'));
  await look(clerk, 'desk-suggestions');
}

/** Records what came on paper, and looks at the slip for the citizen. */
async function recordPaper(clerk) {
  const { page } = clerk;
  await openMenu(clerk, t('desk.intake'));
  await look(clerk, 'desk-intake-draft');
  const draft = page.getByLabel(t('desk.draft'), { exact: true });
  if (await draft.count()) {
    await draft.selectOption({ index: 1 });
    await press(clerk, button(page, 'desk.go_on'));
  }
  await look(clerk, 'desk-intake');
  await press(clerk, button(page, 'desk.intake_save'));
  await look(clerk, 'desk-intake-errors', { status: 422 });
  await page.getByLabel(t('desk.channel'), { exact: true }).selectOption({ label: t('terms.paper') });
  await page.getByLabel(t('desk.place'), { exact: true }).fill('1');
  await page.getByRole('radio', { name: t('terms.support'), exact: true }).check();
  await page.getByLabel(t('desk.text'), { exact: true }).fill('王大爷说：这一条写得好，早就该这样办了。');
  const day = page.getByLabel(t('desk.on'), { exact: true });
  if (!await day.inputValue()) await day.fill(new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10));
  await press(clerk, button(page, 'desk.intake_save'));
  await page.getByRole('status').getByText(like('desk.intake_saved')).waitFor();
  await look(clerk, 'desk-intake-saved');
  await press(clerk, page.getByRole('link', { name: t('desk.slip_print') }));
  await look(clerk, 'desk-slip');
}

/** Marks a comment as outside the draft; the page before says what will happen. */
async function markOutside(clerk) {
  const { page } = clerk;
  await openList(clerk, 'desk.p_registered', 1);
  await boxes(page).first().check();
  await press(clerk, button(page, 'desk.out_of_scope'));
  await look(clerk, 'desk-out-of-scope');
  await page.getByLabel(t('desk.closing_reason'), { exact: true }).fill('说的是小区停车费，不在这部法规里，可以向街道物业科反映。');
  await press(clerk, button(page, 'desk.scope_confirm').or(page.getByRole('button', { name: like('desk.scope_confirm') })));
  await look(clerk, 'desk-out-of-scope-done');
}

/** On a keyboard: j moves to the first row, x chooses it, / goes to the search field. */
async function useKeys(clerk) {
  const { page } = clerk;
  await openMenu(clerk, t('desk.inbox'));
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  assert.ok(await boxes(page).first().isChecked(), 'x chooses the row that j went to');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
}

[[PHONE, true], [PHONE, false], [DESKTOP, true], [DESKTOP, false]].forEach(([size, script], which) => {
  test(`clerk registers, merges and submits, ${size.width} px, ${script ? 'with' : 'without'} JavaScript`, async () => {
    const clerk = await person({ size, script });
    const title = `关于第${which + 1}件事：把办理的时限和材料写清楚`;
    await signIn(clerk, 'clerk', which);
    await look(clerk, 'desk-home');
    await forgetToChoose(clerk);
    await register(clerk);
    await merge(clerk, title);
    await submit(clerk, title);
    await recordPaper(clerk);
    await markOutside(clerk);
    if (script && size === DESKTOP) await useKeys(clerk);
    await leave(clerk);
  });
});

test('two clerks at once: the second is told who was first', async () => {
  const first = await person();
  const second = await person();
  await signIn(first, 'clerk', 4);
  await signIn(second, 'clerk', 4);
  await openList(first, 'desk.p_received', 1);
  await press(first, first.page.getByRole('table').getByRole('row').nth(1).getByRole('link').first());
  await second.go(first.page.url());
  await press(first, button(first.page, 'desk.register'));
  await press(second, button(second.page, 'desk.register'));
  await look(second, 'desk-conflict', { status: 409 });
  await leave(first);
  await leave(second);
});
