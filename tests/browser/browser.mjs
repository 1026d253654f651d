// Persons at a browser. Each has a window of their own (cookies, size, JavaScript on or off), and everything that goes wrong behind
// the page is noted: script errors, refused styles or scripts, answers of 500 and more, parts of a page that are missing.
import { chromium } from 'playwright-core';

export const SITE = process.env.SITE;
export const SIGN_INS = JSON.parse(process.env.SIGN_INS ?? '{}');
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

let running;

/** One Chromium for all persons of a test file. */
async function browser() {
  running ??= await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage', '--font-render-hinting=none', '--force-color-profile=srgb'],
  });
  return running;
}

export async function close() {
  await running?.close();
  running = undefined;
}

function watch(page, problems) {
  const answers = []; // [url, status, promise of the words] of whole pages, newest last
  page.on('pageerror', error => problems.push(`script error: ${error.message}`));
  page.on('console', message => {
    // What could not be loaded is told better by its answer, below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(`console: ${message.text()}`);
  });
  page.on('response', response => {
    const whole = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    if (response.status() >= (whole ? 500 : 400)) problems.push(`${response.status()} for ${response.url()}`);
    if (whole && (response.status() < 300 || response.status() >= 400) && /html/.test(response.headers()['content-type'] ?? '')) {
      answers.push({ url: response.url(), status: response.status(), html: response.text().catch(() => '') });
    }
  });
  return answers;
}

/** A person who opens a browser; `leave` of checks.mjs ends the visit. */
export async function person({ size = DESKTOP, script = true, dark = false } = {}) {
  const context = await (await browser()).newContext({
    viewport: size,
    baseURL: SITE,
    javaScriptEnabled: script,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const problems = [];
  const answers = watch(page, problems);
  return {
    page, context, problems, script, defects: [],
    // Without JavaScript a wide page has the same elements as a narrow one, so axe looks at those only.
    axe: script || size.width < 500 ? 'all' : 'none',
    /** The page as the server sent it. */
    answer: () => answers.at(-1),
    go: async address => (await page.goto(address)).status(),
  };
}

/** Follows a link or presses a button, and waits until the page it leads to is there. */
export async function press({ page }, control) {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), control.click()]);
}
