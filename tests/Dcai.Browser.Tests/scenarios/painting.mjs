import { assert, enter, play, url } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  await page.goto(`${url}/#/dataset/numerals`);
  await page.getByRole('heading', { name: 'Painting for release 1' }).waitFor();
  await page.getByText('30 images were painted for the review, 3 more were left out').waitFor();
  await page.getByText('Its training ended: no-improvement. It went back once. The generator of step 200 paints.').waitFor();
  await page.getByRole('cell', { name: 'diverged' }).waitFor();

  const size = (step) => page.getByRole('img', { name: `Samples of generator 1, γ 0.5 at step ${step}` }).evaluate(async (sheet) => {
    await sheet.decode();
    return [sheet.naturalWidth, sheet.naturalHeight];
  });
  assert.deepEqual(await size(200), [72, 36]);
  await page.getByLabel('Sheet of step').selectOption('100');
  assert.deepEqual(await size(100), [36, 36]);
});
