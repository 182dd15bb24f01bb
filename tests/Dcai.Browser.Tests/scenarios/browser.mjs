// What every scenario begins with: a browser that has logged in by the link and said who it is.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const { DCAI_TEST_URL: url, DCAI_TEST_LINK: link, DCAI_TEST_TOKEN: token, DCAI_TEST_REVIEW: review, DCAI_TEST_RECEIVER: receiver } = process.env;
export { assert };

/** How long anything may take, in milliseconds. */
const patience = 60_000;

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Runs the scenario in a browser of its own and fails when the page had an error that nobody caught or that its policy forbids. */
export async function play(scenario) {
  const browser = await chromium.launch({ executablePath: process.env.DCAI_TEST_CHROMIUM, args: flags });
  const wrong = [];
  try {
    await scenario(async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
      context.setDefaultTimeout(patience);
      const page = await context.newPage();
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('console', (message) => /Content Security Policy/.test(message.text()) && wrong.push(message.text()));
      return page;
    });
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
  }
}

/** Logs in by the link, opens the review, says who is there and waits for something to decide. */
export async function enter(page, name = 'ada') {
  await page.goto(link);
  await page.getByLabel('Reviewer').fill(name);
  await page.getByLabel('Reviewer').press('Enter');
  await page.goto(url + review);
  await page.locator('.tile, .stage img').first().waitFor();
}

export const allStored = (page) => page.getByText('every decision is stored').waitFor();

/** Waits until so many items of the focus view are left, which says that a key was taken. */
export const focusLeft = (page, count) => page.getByRole('button', { name: `Focus: ${count} left` }).waitFor();

/** Accepts what is suggested, one item after the other as they come, until so many are left. A key counts only while there is something to decide. */
export async function accept(page, from, to) {
  for (let left = from; left > to; left--) {
    await focusLeft(page, left);
    await page.locator('.stage img').waitFor();
    await page.keyboard.press('a');
  }

  await (to > 0 ? focusLeft(page, to) : page.getByText('All of it is decided').waitFor());
}

/** Waits until it is so, and does something each time that it is not. */
export async function until(page, isSo, meanwhile = () => {}) {
  for (const end = Date.now() + patience; !(await isSo()); await page.waitForTimeout(50)) {
    assert.ok(Date.now() < end, `waited in vain until ${isSo}`);
    await meanwhile();
  }
}

/** Accepts what is suggested as it comes, until that is to be seen: for when it is not known how many there will be. */
export const acceptUntil = (page, sign) => until(page, () => sign.isVisible(), async () => {
  if (await page.locator('.stage img').isVisible()) {
    await page.keyboard.press('a');
  }
});

/** Which image is to be decided. */
export const shown = (page) => page.locator('.stage img').getAttribute('src');

/** Every look into the browser's database takes that long, so that what is shown before it ends is seen to be wrong. */
export const slowDatabase = (page, milliseconds = 300) => page.addInitScript((pause) => {
  Object.defineProperty(IDBTransaction.prototype, 'oncomplete', {
    set(done) { this.addEventListener('complete', (event) => setTimeout(() => done.call(this, event), pause)); },
  });
}, milliseconds);

export const isLease = (address) => address.pathname.includes('/leases/');

export const isDecisions = (address) => address.pathname.endsWith('/decisions');
