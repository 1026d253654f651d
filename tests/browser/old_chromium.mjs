// Chromium 86, the oldest kernel the site promises to look right in. Playwright no longer speaks to it, so this does, over a pipe:
// JSON messages ended by a zero byte, on descriptors 3 (to the browser) and 4 (from it).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import zlib from 'node:zlib';

/** The program, unpacked once from the npm package that carries it. */
function program() {
  const carrier = path.dirname(createRequire(import.meta.url).resolve('chrome-aws-lambda/package.json'));
  const unpacked = path.join(carrier, 'chromium-86');
  if (!fs.existsSync(unpacked)) {
    fs.writeFileSync(`${unpacked}.part`, zlib.brotliDecompressSync(fs.readFileSync(path.join(carrier, 'bin/chromium.br'))), { mode: 0o755 });
    fs.renameSync(`${unpacked}.part`, unpacked);
  }
  return unpacked;
}

/** An open page. `run` evaluates an expression in it; `go` opens an address and waits until it is loaded. */
export async function open({ width, height, cookies = [] }) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'caiyan-chromium-86-'));
  const browser = spawn(program(), [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--hide-scrollbars',
    `--user-data-dir=${home}`, '--remote-debugging-pipe',
  ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, FONTCONFIG_PATH: '/etc/fonts', HOME: home } });
  const orphan = () => browser.kill('SIGKILL');
  process.once('exit', orphan);
  const waiting = new Map();
  const events = new Map();
  let said = '';
  let last = 0;
  browser.stdio[4].setEncoding('utf8').on('data', chunk => {
    said += chunk;
    const messages = said.split('\0');
    said = messages.pop();
    for (const { id, method, result, error } of messages.map(text => JSON.parse(text))) {
      if (error) waiting.get(id)?.reject(new Error(error.message));
      else if (id) waiting.get(id)?.resolve(result);
      else events.get(method)?.();
      waiting.delete(id);
    }
  });
  browser.once('exit', () => waiting.forEach(({ reject }) => reject(new Error('Chromium 86 ended'))));
  const send = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    browser.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });

  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const page = (method, params) => send(method, params, sessionId);
  await page('Page.enable');
  await page('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  if (cookies.length) await page('Network.setCookies', { cookies });
  return {
    async go(address) {
      const loaded = new Promise(resolve => events.set('Page.loadEventFired', resolve));
      const { errorText } = await page('Page.navigate', { url: address });
      if (errorText) throw new Error(`${address}: ${errorText}`);
      await loaded;
    },
    async run(expression) {
      const { result, exceptionDetails } = await page('Runtime.evaluate', { expression, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async picture(file) {
      fs.writeFileSync(file, Buffer.from((await page('Page.captureScreenshot')).data, 'base64'));
    },
    async close() {
      const ended = new Promise(resolve => browser.once('exit', resolve));
      browser.kill();
      await ended;
      process.off('exit', orphan);
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}
