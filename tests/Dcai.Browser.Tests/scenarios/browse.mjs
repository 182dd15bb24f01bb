import { assert, enter, play, url } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  await page.goto(`${url}/#/dataset/numerals`);
  await page.getByRole('link', { name: 'All images' }).click();
  await page.getByText('6 images of snapshot 1').waitFor();

  await page.getByLabel('Given').selectOption('ii');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('2 images of snapshot 1').waitFor();
  assert.ok(page.url().endsWith('#/samples/numerals?given=ii'));
  await page.goBack();
  await page.getByText('6 images of snapshot 1').waitFor();

  await page.locator('.tile').first().click();
  await page.getByRole('heading', { name: 'Where it came from' }).waitFor();
  await page.getByText('folder/train/').waitFor();
  await page.getByText('r0001').first().waitFor();
  await page.getByText('Nothing yet.').waitFor();

  await page.goto(`${url}/#/samples/numerals?given=nobody`);
  await page.getByText('which is no class of the dataset').waitFor();
});
