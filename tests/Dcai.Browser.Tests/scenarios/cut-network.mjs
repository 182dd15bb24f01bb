import { accept, allStored, assert, enter, isDecisions, isLease, play, until } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  const held = new Set();
  page.on('response', async (response) => {
    if (isLease(new URL(response.url())) && response.status() === 200) {
      (await response.json()).items.forEach((item) => held.add(item.sampleId));
    }
  });
  await enter(page);
  await accept(page, 100, 80);

  // The gateway stores these, but its answers are lost.
  let lost = 0;
  await page.route(isDecisions, async (route) => {
    if (lost < 3) {
      await route.fetch();
      lost++;
      await route.abort();
    } else {
      await route.continue();
    }
  });
  await accept(page, 80, 60);
  // What is decided without a network came before it was cut.
  await until(page, () => held.size >= 70);
  await page.context().setOffline(true);
  await accept(page, 60, 30);
  await page.getByText(/decisions to be sent; the gateway does not answer, they are kept here/).waitFor();
  await page.context().setOffline(false);
  await accept(page, 30, 0);
  await allStored(page);
  assert.equal(lost, 3);
});
