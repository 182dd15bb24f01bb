import { assert, enter, play, url } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  await page.goto(`${url}/#/dataset/numerals`);
  await page.getByRole('link', { name: 'All images' }).click();
  await page.getByText('6 images of snapshot 2').waitFor();

  await page.getByLabel('Given').selectOption('ii');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('2 images of snapshot 2').waitFor();
  assert.ok(page.url().endsWith('#/samples/numerals?given=ii'));
  await page.goBack();
  await page.getByText('6 images of snapshot 2').waitFor();

  await page.locator('.tile').first().click();
  await page.getByRole('heading', { name: 'Where it came from' }).waitFor();
  await page.getByText('folder/train/').waitFor();
  await page.getByText('r0001').first().waitFor();
  await page.getByText('Nothing yet.').waitFor();

  await page.goto(`${url}/#/dataset/numerals`);
  await page.getByRole('link', { name: 'since 1' }).click();
  await page.getByText('0 arrived, 0 vanished, 1 decided, 0 relabelled, 0 changed otherwise.').waitFor();
  await page.getByText('uncertified, given i').waitFor();
  await page.getByText('certified as i', { exact: true }).waitFor();
  await page.getByLabel('to snapshot').selectOption('1');
  await page.getByText('0 arrived, 0 vanished, 0 decided').waitFor();

  await page.goto(`${url}/#/samples/numerals?given=nobody`);
  await page.getByText('which is no class of the dataset').waitFor();
});
