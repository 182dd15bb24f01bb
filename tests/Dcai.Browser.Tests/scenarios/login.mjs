import { assert, enter, link, play, review, token, url } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  const stranger = await page.goto(url);
  assert.equal(stranger.status(), 401);
  const withToken = async (where, secret) => {
    await where.getByText("With the gateway's token").click();
    await where.getByLabel('Token').fill(secret);
    await where.getByRole('button', { name: 'Enter' }).click();
  };
  await withToken(page, 'a guess');
  await page.getByText('That token does not open this gateway').waitFor();

  await page.goto(link);
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  assert.equal(page.url(), `${url}/`);
  await page.getByText('numerals: round 1').waitFor();
  await page.getByText('0 of 2 decided; 2 left').waitFor();
  const cookies = await page.context().cookies();
  assert.deepEqual(cookies.map((cookie) => [cookie.httpOnly, cookie.sameSite]), [[true, 'Strict']]);
  assert.ok(!cookies[0].value.includes(token));
  assert.equal(await page.evaluate(() => document.cookie), '');

  await page.reload();
  await page.getByText('numerals: round 1').waitFor();
  assert.equal(await page.evaluate(() => fetch('/api/datasets/numerals/pause', { method: 'POST' }).then((answer) => answer.status)), 403);

  // A message's link leads to its review, with a wrong guess on the way too.
  const other = await newPage();
  await other.goto(url + review);
  await withToken(other, 'a guess');
  await other.getByText('That token does not open this gateway').waitFor();
  await withToken(other, token);
  await other.getByRole('heading', { name: 'numerals · r0001' }).waitFor();
  assert.equal(other.url(), url + review);
  await enter(other);
});
