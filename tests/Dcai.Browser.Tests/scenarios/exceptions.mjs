import { allStored, assert, enter, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  const tile = (number) => page.locator('.tile').nth(number);

  await page.keyboard.press('3');
  assert.match(await tile(0).innerText(), /→ iii/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('x');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('2');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.match(await tile(1).innerText(), /remove/);
  await tile(2).click();
  await page.keyboard.press('s');
  assert.match(await tile(2).innerText(), /open/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('2');
  await page.keyboard.press('Space');
  assert.equal((await tile(3).innerText()).trim(), 'i');

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Grid: 1 left' }).waitFor();
  await page.keyboard.press('u');
  await page.getByText('29 taken back').waitFor();
  assert.match(await tile(0).innerText(), /→ iii/);
  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Show them again' }).click();
  await page.keyboard.press('Enter');
  await page.getByText('All of it is decided').waitFor();
  await allStored(page);
});
