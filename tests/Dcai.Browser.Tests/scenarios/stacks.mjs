import { allStored, assert, enter, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  const tile = (number) => page.locator('.tile').nth(number);
  assert.equal(await page.locator('.tile').count(), 6);
  assert.equal(await page.locator('.tile img').count(), 12, 'nothing is hidden');
  assert.match(await tile(0).getAttribute('aria-label'), /^i, 2 images that look the same, 1 of 6$/);

  await page.keyboard.press('3');
  assert.match(await tile(0).innerText(), /→ iii × 2/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  assert.equal(await page.locator('.tile').count(), 7);
  await page.keyboard.press('x');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('1');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.match(await tile(1).innerText(), /remove/);
  assert.equal((await tile(2).innerText()).trim(), 'i');
  await page.keyboard.press('o');
  assert.match(await tile(1).innerText(), /remove, i × 2/);

  await page.getByRole('button', { name: 'Accept 12 with 3 exceptions' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('All of it is decided').waitFor();
  await allStored(page);
});
