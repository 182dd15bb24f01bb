import { allStored, assert, enter, focusLeft, isDecisions, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  const decide = async (from, to) => {
    for (let left = from; left > to; left--) {
      await page.keyboard.press('a');
      await focusLeft(page, left - 1);
    }
  };

  await decide(100, 80);

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
  await decide(80, 60);
  await page.context().setOffline(true);
  await decide(60, 30);
  await page.getByText(/decisions to be sent; the gateway does not answer, they are kept here/).waitFor();
  await page.context().setOffline(false);
  await decide(30, 1);
  await page.keyboard.press('a');
  await page.getByText('All of it is decided').waitFor();
  await allStored(page);
  assert.equal(lost, 3);
});
