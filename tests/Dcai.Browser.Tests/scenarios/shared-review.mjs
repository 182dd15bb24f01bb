import { accept, allStored, assert, enter, focusLeft, isDecisions, play, shown } from './browser.mjs';

await play(async (newPage) => {
  const [ada, eve] = [await newPage(), await newPage()];
  await enter(ada, 'ada');
  await focusLeft(ada, 90);
  await enter(eve, 'eve');
  await focusLeft(eve, 90);
  assert.notEqual(await shown(ada), await shown(eve));

  // Eve has the 40 that ada has not, decides them, and is told that ada has the rest.
  const seen = new Set();
  for (let count = 0; count < 40; count++) {
    seen.add(await shown(eve));
    await eve.keyboard.press('a');
  }

  assert.equal(seen.size, 40);
  await eve.getByText('Others have the rest before them').waitFor();
  await allStored(eve);

  // Ada leaves: what she has not decided comes to eve by itself.
  const stored = ada.waitForResponse((answer) => isDecisions(new URL(answer.url())));
  await ada.keyboard.press('a');
  await stored;
  await ada.close({ runBeforeUnload: false });
  await accept(eve, 49, 0);
  await allStored(eve);
});
