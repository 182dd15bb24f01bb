import { accept, allStored, assert, isDecisions, play, review, slowDatabase, token, url } from './browser.mjs';

const password = 'correct horse battery';
const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
const ask = (method, path, body) => fetch(url + path, { method, headers, body: body && JSON.stringify(body) });

const logIn = async (page, name) => {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
};

await play(async (newPage) => {
  for (const name of ['ada', 'eve']) {
    assert.equal((await ask('POST', '/api/users', { name, password, grants: [{ role: 'reviewer', datasetId: 'numerals' }] })).status, 201);
  }

  const page = await newPage();
  await slowDatabase(page);
  await page.goto(url);
  await logIn(page, 'ada');
  await page.getByText('numerals: round 1').waitFor();
  await page.goto(url + review);
  await page.getByRole('toolbar').waitFor();
  assert.equal(await page.getByLabel('Reviewer').count(), 0, 'a user is known by name');
  await accept(page, 5, 4);
  await allStored(page);

  // Removed in the middle: nothing that was decided is lost, and another reviewer does not send it under his name.
  assert.equal((await ask('DELETE', '/api/users/ada')).status, 204);
  await accept(page, 4, 3);
  await page.getByText('Your session is over').waitFor();
  await page.getByText('1 decision to be sent').waitFor();
  await logIn(page, 'eve');
  await page.getByText("These decisions are said to be of 'ada'").waitFor();

  // Back again, with another password than before would do too.
  assert.equal((await ask('POST', '/api/users', { name: 'ada', password, grants: [{ role: 'reviewer', datasetId: 'numerals' }] })).status, 201);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'dcai' }).waitFor();
  assert.equal(await page.evaluate(() => fetch('/api/datasets').then((answer) => answer.status)), 401);
  await logIn(page, 'ada');
  await page.getByRole('button', { name: 'Try again' }).click();
  await allStored(page);

  // What an admin may do is not offered, and not to be had.
  await page.goto(`${url}/#/settings`);
  await page.getByRole('heading', { name: 'You' }).waitFor();
  assert.deepEqual(await page.getByRole('navigation', { name: 'Settings' }).getByRole('link').allInnerTexts(), ['You', 'Notifications']);
  await page.getByText('reviewer of numerals').waitFor();
  assert.equal(await page.evaluate(() => fetch('/api/users').then((answer) => answer.status)), 403);

  await page.goto(url + review);
  await accept(page, 3, 0);
  await allStored(page);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'dcai' }).waitFor();
});
