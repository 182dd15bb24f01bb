import { allStored, enter, focusLeft, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await page.clock.setSystemTime(new Date('2001-02-03T04:05:06Z'));
  await enter(page);
  await page.keyboard.press('a');
  await focusLeft(page, 3);
  await page.clock.setSystemTime(new Date('2031-02-03T04:05:06Z'));
  for (let left = 3; left > 1; left--) {
    await page.keyboard.press('a');
    await focusLeft(page, left - 1);
  }

  await page.keyboard.press('a');
  await page.getByText('All of it is decided').waitFor();
  await allStored(page);
});
