import { allStored, assert, enter, focusLeft, play, review, url } from './browser.mjs';

await play(async (newPage) => {
  const [page, other] = [await newPage(), await newPage()];
  for (const one of [page, other]) {
    await enter(one);
    await one.goto(`${url}/#/dataset-settings/numerals`);
    await one.getByText('Version 1.').waitFor();
  }

  await page.getByLabel('Key of iii').fill('q');
  await page.getByLabel('Colour of ii', { exact: true }).check();
  await page.getByLabel('What belongs to ii and').fill('Two strokes beside each other.');
  await page.getByLabel('K, likely valid').fill('40');
  await page.keyboard.press('Enter');
  await page.getByText('stored as version 2').waitFor();

  await other.getByLabel('L, likely invalid').fill('9');
  await other.keyboard.press('Enter');
  await other.getByText('at version 2 by now').waitFor();
  await other.reload();
  assert.equal(await other.getByLabel('K, likely valid').inputValue(), '40');
  await other.getByLabel('Key of i', { exact: true }).fill('x');
  await other.keyboard.press('Enter');
  await other.getByText("Setting reviewing.classGuides.key is 'x'").waitFor();

  // Of the first, i was given and ii is suggested.
  await page.goto(url + review);
  await focusLeft(page, 3);
  await page.getByText('Two strokes beside each other.').waitFor();
  assert.equal(await page.locator('.tools rect[fill="#1d5fd0"]').count(), 1);
  await page.keyboard.press('3');
  await page.keyboard.press('q');
  await focusLeft(page, 2);
  await page.keyboard.press('2');
  await focusLeft(page, 1);
  await allStored(page);
});
