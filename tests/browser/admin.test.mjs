// An administrator's pages, and what every account can do for itself: each looked at, the forms once with mistakes.
import { after, test } from 'node:test';

import { close, DESKTOP, person, PHONE, press } from './browser.mjs';
import { leave, look } from './checks.mjs';
import { t } from './phrases.mjs';
import { openMenu, signIn } from './staff.mjs';

after(close);

for (const size of [PHONE, DESKTOP]) {
  test(`administrator, ${size.width} px`, async () => {
    const admin = await person({ size });
    const { page } = admin;
    await admin.go('/sign-in');
    await press(admin, page.getByRole('button', { name: t('account.submit'), exact: true }));
    await look(admin, 'sign-in-errors', { status: 422 });
    await signIn(admin, 'admin');
    for (const [label, name] of [['site.points', 'admin-contact-points'], ['account.audit', 'admin-audit'], ['account.accounts', 'admin-accounts']]) {
      await openMenu(admin, t(label));
      await look(admin, name);
    }
    await page.getByText(t('account.new_account'), { exact: true }).click();
    await press(admin, page.getByRole('button', { name: t('account.create'), exact: true }));
    await look(admin, 'admin-accounts-errors', { status: 422 });
    await page.getByLabel(t('account.login'), { exact: true }).fill(`reader-${size.width}`);
    await page.getByLabel(t('account.name'), { exact: true }).fill('方读者');
    await page.getByRole('radio', { name: t('terms.role_legislator'), exact: true }).check();
    await press(admin, page.getByRole('button', { name: t('account.create'), exact: true }));
    await page.getByRole('status').getByText(t('account.shown_once')).waitFor();
    await look(admin, 'admin-account-made');
    await press(admin, page.getByRole('link', { name: t('account.change_password') }).first());
    await look(admin, 'account-password');
    await press(admin, page.getByRole('button', { name: t('account.change_password'), exact: true }));
    await look(admin, 'account-password-errors', { status: 422 });
    await press(admin, page.getByRole('button', { name: t('site.sign_out') }));
    await look(admin, 'signed-out');
    await leave(admin);
  });
}
