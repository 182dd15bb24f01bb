import { assert, link, play, url } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage();
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(link);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByText('There are no users yet').waitFor();

  // By keys alone.
  await page.getByLabel('Name').focus();
  await page.keyboard.type('ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse battery');
  await page.keyboard.press('Tab');
  await page.keyboard.type('viewer');
  await page.keyboard.press('Tab');
  await page.keyboard.type('numerals');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('ada may log in').waitFor();
  await page.getByRole('cell', { name: 'viewer of numerals' }).waitFor();

  await page.getByRole('button', { name: 'Change ada' }).click();
  await page.getByRole('dialog').getByLabel('Role').selectOption('admin');
  await page.getByRole('button', { name: 'Give the role' }).click();
  await page.getByText('ada is admin of all datasets').waitFor();
  await page.getByRole('button', { name: 'Take away from ada: viewer of numerals' }).click();
  await page.getByText('ada is no longer viewer of numerals').waitFor();

  await page.getByRole('link', { name: 'API tokens' }).click();
  await page.getByLabel('Name').fill('watcher');
  await page.getByRole('button', { name: 'Make it' }).click();
  const secret = await page.locator('code').innerText();
  const answers = () => fetch(`${url}/api/datasets`, { headers: { Authorization: `Bearer ${secret}` } }).then((answer) => answer.status);
  assert.equal(await answers(), 200);
  await page.getByRole('button', { name: 'Revoke watcher' }).click();
  await page.getByText('There are none').waitFor();
  assert.equal(await answers(), 401);

  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Remove ada' }).click();
  await page.getByText('ada is out').waitFor();
  await page.getByRole('link', { name: 'Access log' }).click();
  await page.getByRole('cell', { name: 'RemoveUser' }).waitFor();
  assert.deepEqual(
    (await page.locator('tbody td:nth-child(2)').allInnerTexts()).slice(0, 6).join(),
    ['RemoveUser', 'RevokeApiToken', 'CreateApiToken', 'RevokeRole', 'GrantRole', 'AddUser'].join());
});
