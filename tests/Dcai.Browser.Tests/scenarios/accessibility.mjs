import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert, enter, play, url } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

await play(async (newPage) => {
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [{ width: 1200, height: 800 }, { width: 390, height: 800 }]) {
      const page = await newPage({ colorScheme, viewport });
      const check = async (view) => {
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
        assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`), [], `${view}, ${colorScheme}, ${viewport.width}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${view} is ${overflow} pixels wider than a screen of ${viewport.width}`);
      };

      await page.goto(url);
      await page.getByLabel('Password').waitFor();
      await check('login');
      await enter(page);
      await page.keyboard.press('2');
      await check('grid');
      await page.getByRole('button', { name: /^Focus/ }).click();
      await page.locator('.stage').waitFor();
      await check('focus');
      await page.keyboard.press('x');
      await page.getByRole('dialog').waitFor();
      await check('removal');
      await page.goto(`${url}/#/dataset/numerals`);
      await page.getByRole('heading', { name: 'Snapshots' }).waitFor();
      await page.locator('.chart').first().waitFor();
      await page.getByText('What came in, and what looks alike').click();
      await page.getByText(/\d+ files: /).waitFor();
      await check('dataset');
      await page.getByRole('link', { name: 'since 1' }).click();
      await page.getByText('1 decided').waitFor();
      await check('changes');
      await page.goto(`${url}/#/dataset-settings/numerals`);
      await page.getByLabel('Colour of ii', { exact: true }).check();
      await check('settings of the dataset');
      await page.goto(`${url}/#/dataset/numerals`);
      await page.getByRole('link', { name: 'All images' }).click();
      await page.locator('.tile').first().waitFor();
      await check('images');
      await page.locator('.tile').first().click();
      await page.getByRole('heading', { name: 'What people decided' }).waitFor();
      await check('image');
      await page.goto(`${url}/#/`);
      await page.getByText('numerals: round 1').waitFor();
      await check('inbox');
      for (const section of ['you', 'users', 'tokens', 'log']) {
        await page.goto(`${url}/#/settings/${section}`);
        await page.locator(`nav a[href="#/settings/${section}"][aria-current=page]`).waitFor();
        await check(`settings: ${section}`);
      }
      await page.goto(`${url}/#/settings/notifications`);
      await page.getByLabel('Mail address of ada').waitFor();
      await check('notifications');
      await page.goto(`${url}/#/settings/webhooks`);
      await page.getByLabel('Address').fill('https://example.org/hook');
      await page.getByLabel('Name').fill(`${colorScheme} ${viewport.width}`);
      await page.keyboard.press('Enter');
      await page.getByText('it is shown this once').waitFor();
      await page.getByRole('button', { name: `History of ${colorScheme} ${viewport.width}` }).click();
      await page.getByText('Nothing yet.').waitFor();
      await check('webhooks');
    }
  }
});
