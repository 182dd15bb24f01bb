import { accept, allStored, assert, enter, focusLeft, isLease, play } from './browser.mjs';

await play(async (newPage) => {
  const [ada, eve] = [await newPage(), await newPage()];
  await enter(eve, 'eve');
  await focusLeft(eve, 3);

  // Nothing is heard of eve for longer than her lease lasts: ada gets the same images.
  await eve.route(isLease, (route) => route.abort());
  await enter(ada, 'ada');
  await accept(ada, 3, 0);
  await allStored(ada);

  await eve.keyboard.press('a');
  await focusLeft(eve, 2);
  await allStored(eve);
  assert.equal(await eve.getByText('Somebody decided before you').count(), 0);

  await eve.keyboard.press('3');
  await eve.getByText('Somebody decided before you').waitFor();
  await eve.getByText('ada: is ii').waitFor();
  await eve.getByText('eve: is iii').waitFor();
  await eve.getByRole('button', { name: 'Replace it with mine' }).click();
  await eve.getByText('Somebody decided before you').waitFor({ state: 'detached' });
  await allStored(eve);

  await eve.keyboard.press('1');
  await eve.getByText('Somebody decided before you').waitFor();
  await eve.unroute(isLease);
  await eve.getByRole('button', { name: 'Leave theirs' }).click();
  await eve.getByText('All of it is decided').waitFor();
  await allStored(eve);
});
