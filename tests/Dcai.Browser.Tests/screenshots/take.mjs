// Opens each view of a running dcai in light and dark, and keeps what it looks like.
// node take.mjs LINK UNDER_REVIEW RELEASED FOLDER: the link that dcai prints, a dataset whose round is under review, one that is released, where the pictures go.
import { chromium } from 'playwright-core';

const [link, open, released, folder] = process.argv.slice(2);
const { origin } = new URL(link);
const browser = await chromium.launch({ executablePath: process.env.DCAI_TEST_CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, colorScheme });
    const page = await context.newPage();
    const keep = async (view) => {
      await page.waitForLoadState('networkidle').catch(() => {});
      await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight));
      await page.screenshot({ path: `${folder}/${view}-${colorScheme}.png` });
    };
    const show = async (view, hash, isThere) => {
      await page.goto(`${origin}/#/${hash}`);
      await isThere().first().waitFor();
      await keep(view);
    };

    await page.goto(origin);
    await page.getByLabel('Password').waitFor();
    await keep('login');
    await page.goto(link);
    await page.getByLabel('Reviewer').fill('ada');
    await page.getByLabel('Reviewer').press('Enter');
    const ask = (path) => page.evaluate(async (address) => (await fetch(address)).json(), path);
    const { reviews } = await ask('/api/reviews?limit=1000');
    const review = reviews.find((one) => one.datasetId === open);
    const settings = await ask(`/api/datasets/${open}/settings`);
    const { snapshots } = await ask(`/api/datasets/${released}/snapshots?limit=1000`);
    const last = snapshots.at(-1).version;
    const { samples } = await ask(`/api/datasets/${released}/samples?status=removed&limit=1`);

    await show('inbox', '', () => page.getByText(`${open}: round`));
    await show('grid', `review/${open}/${review.reviewId}`, () => page.locator('.tile img'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('3');
    await keep('grid');
    await page.getByRole('button', { name: /^Focus/ }).click();
    await page.locator('.shelf img').first().waitFor();
    await keep('focus');
    await show('dataset', `dataset/${released}`, () => page.locator('.chart'));
    await page.getByText('What came in, and what looks alike').click();
    await page.getByText(/\d+ files: /).waitFor();
    await page.locator('summary').scrollIntoViewIfNeeded();
    await keep('arrivals');
    await page.getByRole('heading', { name: 'Labels', exact: true }).scrollIntoViewIfNeeded();
    await keep('dataset-below');
    await show('changes', `changes/${released}/${last - 1}/${last}`, () => page.getByText(/certified|removed|relabelled/));
    await show('images', `samples/${released}`, () => page.locator('.tile img'));
    await show('image', `sample/${released}/${samples[0].sampleId}`, () => page.getByRole('heading', { name: 'What people decided' }));
    await show('dataset-settings', `dataset-settings/${open}`, () => page.getByText(`Version ${settings.version}.`));
    for (const section of ['notifications', 'users', 'tokens', 'webhooks', 'log']) {
      await show(section, `settings/${section}`, () => page.locator(`nav a[href="#/settings/${section}"][aria-current=page]`));
    }
    await context.close();
  }
} finally {
  await browser.close();
}
