import { allStored, assert, enter, focusLeft, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  const image = page.locator('.stage img');
  await page.getByText('looks like another class').waitFor();
  await page.getByText('90.0 % sure').waitFor();
  await page.waitForFunction(() => document.querySelector('.stage img').naturalWidth > 0);
  const ratio = await image.evaluate((shown) => shown.getBoundingClientRect().width / shown.naturalWidth);
  assert.equal(ratio, Math.round(ratio), 'one pixel of the image is a whole number of pixels of the screen');
  assert.ok(ratio > 1);

  await page.keyboard.press('a');
  await focusLeft(page, 6);
  await page.keyboard.press('c');
  await page.keyboard.type('faint');
  await page.keyboard.press('Enter');
  await page.keyboard.press('k');
  await focusLeft(page, 5);
  await page.keyboard.press('3');
  await focusLeft(page, 4);
  await page.keyboard.press('x');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('1');
  await focusLeft(page, 3);

  const skipped = await image.getAttribute('src');
  await page.keyboard.press('s');
  await page.getByText('skipped').waitFor();
  assert.notEqual(await image.getAttribute('src'), skipped);
  await page.keyboard.press('/');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('iii');
  await page.keyboard.press('Enter');
  await focusLeft(page, 2);

  await page.keyboard.press('u');
  await page.getByText('taken back').waitFor();
  await page.locator('dd', { hasText: 'iii' }).waitFor();
  await page.keyboard.press('/');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('ii');
  // Whoever types fast presses the next key before the browser has taken the focus out of the dialog that just closed.
  await page.evaluate(() => {
    document.querySelector('dialog form').requestSubmit();
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
  });
  await focusLeft(page, 1);
  assert.equal(await image.getAttribute('src'), skipped);
  await page.keyboard.press('a');
  await page.getByText('All of it is decided').waitFor();
  await allStored(page);
});
