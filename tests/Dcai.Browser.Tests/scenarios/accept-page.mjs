import { allStored, assert, enter, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  const shown = await page.locator('.tile').count();
  assert.ok(shown >= 50 && shown <= 200, `${shown} thumbnails`);
  assert.deepEqual(await page.locator('h2[id^=class-]').evaluateAll((headings) => headings.map((heading) => heading.innerText.replace(/\d+$/, '').trim())), ['i', 'ii', 'iii']);
  for (let left = 60; left > 0; left -= shown) {
    await page.getByRole('button', { name: `Grid: ${left} left` }).waitFor();
    await page.keyboard.press('Enter');
  }

  await page.getByText('All of it is decided').waitFor();
  await allStored(page);
});
