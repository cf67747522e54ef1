import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// It asks nobody on the network for anything, and it runs as root in a container.
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of this machine: `CHROMIUM_PATH` alone when it is set, else where Debian puts it; nothing when there is none. */
export function chromiumPath(): string | undefined {
  const own = process.env['CHROMIUM_PATH'];
  return (own ? [own] : PLACES).find((path) => existsSync(path));
}

/** Tests with a browser. Without one they are reported as skipped, with the reason; in CI that is a failure. */
export function describeWithBrowser(name: string, define: (browser: () => Browser) => void): void {
  const path = chromiumPath();
  if (path === undefined) {
    const reason = `${name}: no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)`;
    if (process.env['CI'] === 'true') {
      test(reason, () => {
        throw new Error('a browser must be there in CI');
      });
    } else test.skip(reason, () => {});
    return;
  }

  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: path, args: ARGUMENTS });
    });
    afterAll(() => browser?.close());

    define(() => {
      if (!browser) throw new Error('the browser is not running');
      return browser;
    });
  });
}
