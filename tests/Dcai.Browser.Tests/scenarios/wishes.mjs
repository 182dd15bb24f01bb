import { assert, enter, play, url } from './browser.mjs';

await play(async (newPage) => {
  const page = await newPage({ timezoneId: 'Asia/Tokyo' });
  await enter(page);
  await page.goto(`${url}/#/settings/notifications`);
  await page.getByLabel('Mail address of ada').fill('ada@example.org');
  await page.getByLabel('a release is ready').check();
  await page.getByLabel('No mail from').fill('22:00');
  await page.getByLabel('until').fill('07:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('✓ stored').waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('Mail address of ada').inputValue(), 'ada@example.org');
  assert.equal(await page.getByLabel('in the time zone').inputValue(), 'Asia/Tokyo');
  assert.ok(await page.getByLabel('a release is ready').isChecked());
});
