import { allStored, assert, enter, focusLeft, isDecisions, play, slowDatabase } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await slowDatabase(page);
  await enter(page);
  await page.route(isDecisions, (route) => route.abort());
  for (let left = 12; left > 4; left--) {
    await page.keyboard.press('a');
    await focusLeft(page, left - 1);
  }

  await page.getByText('8 decisions to be sent').waitFor();
  await page.reload();
  await page.getByText('8 decisions to be sent').waitFor();
  await focusLeft(page, 4);
  await page.locator('.stage img').waitFor();
  for (let left = 4; left > 1; left--) {
    await page.keyboard.press('a');
    await focusLeft(page, left - 1);
  }

  await page.keyboard.press('a');
  await page.getByText('All of it is decided').waitFor();
  await page.getByText('12 decisions to be sent').waitFor();
  assert.equal(await page.getByText('every decision is stored').count(), 0);
  await page.unroute(isDecisions);
  await page.reload();
  await allStored(page);
});
