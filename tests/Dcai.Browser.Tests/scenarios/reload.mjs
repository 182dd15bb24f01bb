import { accept, allStored, assert, enter, isDecisions, isLease, play, slowDatabase } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await slowDatabase(page);
  await enter(page);
  await page.route(isDecisions, (route) => route.abort());
  await accept(page, 12, 4);
  // A page that goes hands its items back, and nobody sees whether that arrives: here it never does.
  await page.route(isLease, (route) => (route.request().method() === 'DELETE' ? route.abort() : route.continue()));
  await page.getByText('8 decisions to be sent').waitFor();
  await page.reload();
  await page.getByText('8 decisions to be sent').waitFor();
  await accept(page, 4, 0);
  await page.getByText('12 decisions to be sent').waitFor();
  assert.equal(await page.getByText('every decision is stored').count(), 0);
  await page.unroute(isDecisions);
  await page.reload();
  await allStored(page);
});
