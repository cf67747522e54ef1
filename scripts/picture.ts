import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

// Takes the picture of the README from the running playground: `npm run picture`. Needs Debian's chromium.
const root = join(import.meta.dirname, '..');
const target = join(root, 'docs/images/thread.png');
const play = spawn(process.execPath, [join(root, 'src/play.ts')], { cwd: root });
const link = await new Promise<string>((resolve, reject) => {
  let text = '';
  play.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const [found] = /http:\/\/127\.0\.0\.1\S+/.exec(text) ?? [];
    if (found) resolve(found);
  });
  play.once('exit', (code) => reject(new Error(`the playground ended with ${code}: ${text}`)));
});

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: flags,
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1.5 });
await page.goto(`${link}#/ada/platform`);
const composer = page.locator('textarea').first();
await composer.fill('/ambassador check tls');
await composer.press('Enter');
await page.getByText(/\d+ replies/).click({ timeout: 30_000 });
await page
  .getByRole('button', { name: /Acknowledge/ })
  .first()
  .waitFor();
const finding = page.getByText('A certificate of a staging authority is served');
await finding.evaluate((element) => element.scrollIntoView({ block: 'start' }));
await page.mouse.move(400, 300);
await mkdir(join(root, 'docs/images'), { recursive: true });
await page.screenshot({ path: target });
await browser.close();
play.kill('SIGTERM');
console.log(target);
