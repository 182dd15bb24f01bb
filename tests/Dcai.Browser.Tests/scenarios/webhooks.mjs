import { assert, enter, play, receiver, url } from './browser.mjs';

// Without a mouse: everything is reached and done by keys.
await play(async (newPage) => {
  const page = await newPage();
  await enter(page);
  await page.goto(`${url}/#/settings/webhooks`);
  await page.getByText('No other program is told of anything yet.').waitFor();
  await page.getByLabel('Address').focus();
  await page.keyboard.type(receiver);
  await page.keyboard.press('Tab');
  await page.keyboard.type('chat');
  await page.keyboard.press('Enter');
  await page.getByText('it is shown this once').waitFor();
  assert.match(await page.locator('.alarm code').innerText(), /^whsec_[A-Za-z0-9+/]{43}=$/);

  const press = async (name) => {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
  };
  await press('Test chat');
  await page.getByText(/the test was taken in/).waitFor();
  await page.getByText('taken (204)').waitFor();
  await press(/^Send again/);
  await page.getByText('it is sent again').waitFor();
  await press('Turn chat off');
  await page.getByRole('cell', { name: 'off', exact: true }).waitFor();
});
