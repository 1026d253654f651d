// Makes the fictional city, then runs the browser tests against it.
//
//   node run.mjs [--screenshots] [FILE.test.mjs …]
//
// --screenshots only writes the README's pictures, to docs/screenshots. CAIYAN_BINARY names the program (default: the debug build).
// KEEP=1 serves the city until Ctrl-C and prints SITE and SIGN_INS; with these set, the tests use a city that is already served.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import * as city from './city.mjs';

const here = import.meta.dirname;
const names = process.argv.slice(2).filter(word => word !== '--screenshots');
const screenshots = process.argv.includes('--screenshots');
const target = process.env.CARGO_TARGET_DIR || path.join(here, '../../target');
const binary = process.env.CAIYAN_BINARY || path.join(target, 'debug/caiyan');

if (screenshots) names.push('screenshots.test.mjs');
const files = names.length ? names.map(name => path.resolve(here, name))
  : fs.readdirSync(here).filter(name => name.endsWith('.test.mjs')).sort().map(name => path.join(here, name));
const pictures = screenshots ? { PICTURES: path.join(here, '../../docs/screenshots') } : {};

fs.rmSync(path.join(here, 'out'), { recursive: true, force: true });
fs.mkdirSync(path.join(here, 'out'));

const begun = Date.now();
const place = process.env.SITE ? { site: process.env.SITE, signIns: JSON.parse(process.env.SIGN_INS), stop() {} } : await city.open(binary);
if (process.env.KEEP) console.log(`SITE=${place.site} SIGN_INS='${JSON.stringify(place.signIns)}'`);
else console.log(`the city is served after ${Math.round((Date.now() - begun) / 1000)} s`);

let tests;
const leave = signal => tests?.kill(signal);
process.once('SIGINT', leave).once('SIGTERM', leave);
try {
  if (process.env.KEEP) {
    await new Promise(resolve => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  } else {
    tests = spawn(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1', ...files], {
      stdio: 'inherit', env: { ...process.env, ...pictures, SITE: place.site, SIGN_INS: JSON.stringify(place.signIns) },
    });
    process.exitCode = await new Promise(resolve => tests.once('exit', code => resolve(code ?? 1)));
  }
} finally {
  await place.stop();
}
