// A citizen reads a draft, comments on an article, keeps the receipt, finds it again and withdraws: on a phone and on a desk,
// with JavaScript and without.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { close, DESKTOP, person, PHONE, press } from './browser.mjs';
import { leave, look } from './checks.mjs';
import { like, t } from './phrases.mjs';

after(close);

const WORDS = '建议把登记时限写明，我们老年人跑一趟不容易，写清楚哪天能办好就安心了。';
const CODE = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;

/** From the home page to the form for one article. */
async function findArticle(citizen) {
  const { page } = citizen;
  await citizen.go('/');
  await look(citizen, 'home');
  await press(citizen, page.getByRole('article').first().getByRole('link').first());
  await look(citizen, 'draft');
  const article = new RegExp(`^${t('citizen.comment_on', { art: '第.+?条' })}$`);
  await press(citizen, page.getByRole('link', { name: article }).nth(1));
  await look(citizen, 'comment-form');
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), article);
}

/** An empty form comes back with what is missing. */
async function forget(citizen) {
  const { page } = citizen;
  await press(citizen, page.getByRole('button', { name: t('citizen.next_check') }));
  await look(citizen, 'comment-form-errors', { status: 422 });
  assert.ok((await page.title()).startsWith(t('site.error_prefix')));
  const summary = page.getByRole('alert');
  await summary.getByRole('link', { name: t('citizen.e_stance') }).waitFor();
  await summary.getByRole('link', { name: like('citizen.e_short') }).waitFor();
  if (citizen.script) assert.equal(await page.evaluate(() => document.activeElement.id), await summary.getAttribute('id'));
}

/** Fills in everything, a photo too. */
async function fillIn(citizen) {
  const { page } = citizen;
  await page.getByRole('radio', { name: t('terms.amend'), exact: true }).check();
  await page.getByLabel(t('citizen.text'), { exact: true }).fill(WORDS);
  const reason = page.getByLabel(t('citizen.reason'));
  if (!await reason.isVisible()) await page.getByText(t('citizen.more_fields')).click();
  const wording = page.getByLabel(t('citizen.wording'));
  await wording.fill(`${await wording.inputValue()}办理时限为五个工作日。`);
  await reason.fill('去年我办同样的事跑了三趟。');
  const photo = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } });
  await page.getByLabel(t('citizen.photo')).setInputFiles({ name: '门口.png', mimeType: 'image/png', buffer: photo });
  await page.getByLabel(t('citizen.contact')).fill('13800000000');
  await press(citizen, page.getByRole('button', { name: t('citizen.next_check') }));
}

/** Checks what was typed, changes one thing, sends it. Returns the receipt code. */
async function checkAndSend(citizen) {
  const { page } = citizen;
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), t('citizen.check_title'));
  await look(citizen, 'comment-check');
  await page.getByText(WORDS).first().waitFor();
  await page.locator('ins', { hasText: '五个工作日' }).waitFor();
  await press(citizen, page.getByRole('link', { name: new RegExp(`${t('citizen.change')}.*${t('citizen.text')}`) }));
  const text = page.getByLabel(t('citizen.text'), { exact: true });
  assert.equal((await text.inputValue()).trim(), WORDS);
  await text.fill(`${WORDS}谢谢。`);
  await press(citizen, page.getByRole('button', { name: t('citizen.next_check') }));
  await page.getByText(`${WORDS}谢谢。`).first().waitFor();
  await press(citizen, page.getByRole('button', { name: t('citizen.submit') }));
  assert.match(page.url(), /\/receipts\//);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), t('citizen.receipt_title'));
  await look(citizen, 'receipt');
  assert.equal(await page.getByText('13800000000').count(), 0, 'the contact is never shown');
  await page.getByRole('img', { name: t('citizen.receipt_qr') }).waitFor();
  const [code] = CODE.exec(await page.getByRole('main').innerText()) ?? [];
  assert.ok(code, 'the receipt shows its code');
  return code;
}

/** Finds the receipt by its code, however it is typed. */
async function track(citizen, code) {
  const { page } = citizen;
  await press(citizen, page.getByRole('navigation', { name: t('site.main_nav') }).getByRole('link', { name: t('site.track') }));
  await look(citizen, 'track');
  const field = page.getByLabel(t('citizen.receipt_code'));
  const button = page.getByRole('button', { name: t('citizen.track_submit') });
  await field.fill('八八八');
  await press(citizen, button);
  await look(citizen, 'track-wrong-format', { status: 422 });
  await page.getByText(t('citizen.track_format')).first().waitFor();
  await field.fill('ZZZZ-ZZZZ-ZZZ2');
  await press(citizen, button);
  await look(citizen, 'track-unknown', { status: 404 });
  await field.fill(` ${code.toLowerCase().replaceAll('-', ' ')}`);
  await press(citizen, button);
  assert.ok(page.url().endsWith(`/receipts/${code}`), page.url());
}

/** Takes the comment back; the code still works. */
async function withdraw(citizen, code) {
  const { page } = citizen;
  await press(citizen, page.getByRole('link', { name: t('citizen.receipt_withdraw') }));
  await look(citizen, 'receipt-withdraw');
  await press(citizen, page.getByRole('button', { name: t('citizen.receipt_withdraw_yes') }));
  await page.getByText(t('citizen.receipt_withdrawn')).first().waitFor();
  await look(citizen, 'receipt-withdrawn');
  assert.ok(page.url().includes(`/receipts/${code}`));
  assert.equal(await page.getByRole('link', { name: t('citizen.receipt_withdraw') }).count(), 0);
}

for (const size of [PHONE, DESKTOP]) {
  for (const script of [true, false]) {
    test(`citizen comments and withdraws, ${size.width} px, ${script ? 'with' : 'without'} JavaScript`, async () => {
      const citizen = await person({ size, script });
      await findArticle(citizen);
      await forget(citizen);
      await fillIn(citizen);
      const code = await checkAndSend(citizen);
      await track(citizen, code);
      await withdraw(citizen, code);
      await leave(citizen);
    });
  }
}

test('the back button after sending does not send again', async () => {
  const citizen = await person({ size: PHONE });
  const { page } = citizen;
  await findArticle(citizen);
  await page.getByRole('radio', { name: t('terms.support'), exact: true }).check();
  await page.getByLabel(t('citizen.text'), { exact: true }).fill(WORDS);
  await press(citizen, page.getByRole('button', { name: t('citizen.next_check') }));
  await press(citizen, page.getByRole('button', { name: t('citizen.submit') }));
  const receipt = page.url();
  await page.goBack();
  const again = page.getByRole('button', { name: t('citizen.submit') });
  if (await again.count()) await press(citizen, again);
  else await press(citizen, page.getByRole('link', { name: t('citizen.see_receipt') }));
  assert.equal(page.url(), receipt);
  await leave(citizen);
});
