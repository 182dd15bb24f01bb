import { allStored, assert, enter, focusLeft, play, shown } from './browser.mjs';

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
  const others = first.getByText('Others have the rest before them');
  while (!(await others.isVisible())) {
    if (await first.locator('.stage img').isVisible()) {
      await first.keyboard.press('a');
    }

    await first.waitForTimeout(50);
  }

  await allStored(first);
  const isDone = second.getByText('All of it is decided');
  while (!(await isDone.isVisible())) {
    if (await second.locator('.stage img').isVisible()) {
      await second.keyboard.press('a');
    }

    await second.waitForTimeout(50);
  }

  await allStored(second);
});
