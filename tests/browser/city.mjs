// The fictional city of `caiyan demo`, made in a folder of its own and served on a free port.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const PATIENCE = 480_000; // milliseconds; a debug build on two busy cores is slow

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Only what the program needs: settings of the caller must not change the tests. */
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('CAIYAN_') && name !== 'DATABASE_URL');
  // Everything here comes from one address, as at a contact point's kiosk.
  return { ...Object.fromEntries(kept), CAIYAN_KIOSKS: '127.0.0.1', CAIYAN_LOG: 'warn', CAIYAN_PHONE: '0000-12345678' };
}

function signIns(printed) {
  const found = {};
  for (const [, role, login, password] of printed.matchAll(/^(clerk|legislator|reviewer|admin)\s+(\S+)\s+(\S+)/gm)) {
    (found[role] ??= []).push({ login, password });
  }
  return found;
}

async function ready(site, server) {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`caiyan demo ended with status ${server.exitCode}`);
    const answer = await fetch(`${site}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error('caiyan demo was not ready in time');
}

/** Makes and serves the city. `stop` ends the server and removes its data. */
export async function open(binary) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'caiyan-browser-'));
  const site = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(binary, ['demo', '--data-dir', folder, '--listen', site.slice('http://'.length)], {
    env: environment(), stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let said = '';
  server.stdout.on('data', chunk => { printed += chunk; });
  server.stderr.on('data', chunk => { said += chunk; });
  const stop = async () => {
    if (server.exitCode === null) {
      const ended = new Promise(resolve => server.once('exit', resolve));
      server.kill('SIGTERM');
      const late = setTimeout(() => server.kill('SIGKILL'), 30_000);
      await ended;
      clearTimeout(late);
    }
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(site, server);
    return { site, signIns: signIns(printed), stop };
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${said.slice(-4000)}`);
  }
}
