import { accept, allStored, assert, enter, isDecisions, isLease, play, slowDatabase } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await slowDatabase(page);
  await enter(page);
  await page.route(isDecisions, (route) => route.abort());
  await accept(page, 12, 4);
  // A page that goes hands its items back, and nobody sees whether that arrives.
  let isLost = false;
  await page.route(isLease, (route) => {
    const mayArrive = isLost || route.request().method() !== 'DELETE';
    isLost ||= !mayArrive;
    return mayArrive ? route.continue() : route.abort();
  });
  await page.getByText('8 decisions to be sent').waitFor();
  await page.reload();
  await page.getByText('8 decisions to be sent').waitFor();
  assert.ok(isLost);
  await accept(page, 4, 0);
  await page.getByText('12 decisions to be sent').waitFor();
  assert.equal(await page.getByText('every decision is stored').count(), 0);
  await page.unroute(isDecisions);
  await page.reload();
  await allStored(page);
});
