import { accept, allStored, assert, enter, focusLeft, isDecisions, isLease, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await enter(page);

  // The page asks for more, and the question takes longer than three decisions after it.
  let ask;
  const isAsked = new Promise((resolve) => {
    ask = page.route(isLease, async (route) => {
      if (route.request().method() !== 'PUT') {
        return route.continue();
      }

      await new Promise((go) => resolve(go));
      await route.continue();
    }, { times: 1 });
  });
  await ask;
  await accept(page, 60, 49);
  const go = await isAsked;
  let stored = 0;
  page.on('response', (answer) => { stored += isDecisions(new URL(answer.url())) ? 1 : 0; });
  await accept(page, 49, 46);
  await allStored(page);
  const answered = page.waitForResponse((answer) => isLease(new URL(answer.url())));
  go();
  await answered;

  // They are counted as decided there, and not once more here.
  await page.waitForTimeout(500);
  await focusLeft(page, 46);
  assert.ok(stored >= 3);
  await accept(page, 46, 0);
  await allStored(page);
});
