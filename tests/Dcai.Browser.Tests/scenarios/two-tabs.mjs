import { allStored, assert, enter, play, review, shown, url } from './browser.mjs';

await play(async (newPage) => {
  const first = await newPage();
  await enter(first);
  const second = await first.context().newPage();
  await second.goto(url + review);
  await second.locator('.stage img').waitFor();
  assert.notEqual(await shown(first), await shown(second));

  // They share what is to be sent, so that one of them sends what both decide, and both know.
  const isDone = (page) => page.getByText('All of it is decided').isVisible();
  const end = Date.now() + 120_000;
  for (let turn = 0; Date.now() < end && !(await isDone(first) && await isDone(second)); turn++) {
    const page = turn % 2 === 0 ? first : second;
    if (await page.locator('.stage img').isVisible()) {
      const before = await shown(page);
      await page.keyboard.press('a');
      await page.waitForFunction((source) => document.querySelector('.stage img')?.getAttribute('src') !== source, before);
    } else {
      await page.waitForTimeout(100);
    }
  }

  await allStored(first);
  await allStored(second);
});
