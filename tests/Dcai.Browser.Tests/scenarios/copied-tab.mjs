import { acceptUntil, allStored, assert, enter, focusLeft, play, shown } from './browser.mjs';

await play(async (newPage) => {
  const first = await newPage();
  await enter(first);
  // A copy of a tab remembers what that tab held, and takes it over as if it had been loaded anew.
  const copied = first.waitForEvent('popup');
  await first.evaluate(() => { open(location.href); });
  const second = await copied;
  await second.locator('.stage img').waitFor();
  assert.equal(await shown(first), await shown(second));

  // The first notices as it asks for more, has what is left then, and goes on.
  for (let left = 60; left > 49; left--) {
    await focusLeft(first, left);
    await first.keyboard.press('a');
  }

  await focusLeft(first, 49);
  await acceptUntil(first, first.getByText('Others have the rest before them'));
  await allStored(first);
  await acceptUntil(second, second.getByText('All of it is decided'));
  await allStored(second);
});
