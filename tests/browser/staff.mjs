// Signing in as a person of the demo city.
import assert from 'node:assert/strict';

import { press, SIGN_INS } from './browser.mjs';
import { t } from './phrases.mjs';

/** Signs `someone` in with the `which`th account of the role. */
export async function signIn(someone, role, which = 0) {
  const account = SIGN_INS[role]?.[which];
  assert.ok(account, `caiyan demo printed no sign-in number ${which + 1} for a ${role}`);
  const { page } = someone;
  await someone.go('/sign-in');
  await page.getByLabel(t('account.login')).fill(account.login);
  await page.getByLabel(t('account.password')).fill(account.password);
  await press(someone, page.getByRole('button', { name: t('account.submit'), exact: true }));
  await page.getByRole('button', { name: t('site.sign_out') }).waitFor();
}

/** Follows an entry of the staff menu. */
export async function openMenu(someone, label) {
  await press(someone, someone.page.getByRole('navigation', { name: t('site.staff_nav') }).getByRole('link', { name: label, exact: true }));
}
