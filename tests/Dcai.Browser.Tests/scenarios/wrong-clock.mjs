import { accept, allStored, enter, play } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  await page.clock.setSystemTime(new Date('2001-02-03T04:05:06Z'));
  await enter(page);
  await accept(page, 4, 3);
  await page.clock.setSystemTime(new Date('2031-02-03T04:05:06Z'));
  await accept(page, 3, 0);
  await allStored(page);
});
