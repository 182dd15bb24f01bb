import { randomUUID } from 'node:crypto';
import { assert, link, play, token, url } from './browser.mjs';

const api = async (path, body) => {
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, await response.clone().text());
  return response.json();
};

/** Decides one more item, as somebody elsewhere. */
const decide = async () => {
  const page = await api('/api/datasets/numerals/reviews/r0001/items?undecided=true');
  await api('/api/datasets/numerals/reviews/r0001/decisions', {
    batchId: randomUUID(), reviewer: 'eve', decisions: [{ decisionId: randomUUID(), sampleId: page.items[0].sampleId, verdict: 'certify', label: 'i' }],
  });
};

await play(async (newPage) => {
  const page = await newPage();

  // What the browser shows of a notice is its own business; what it is told to show is ours.
  await page.addInitScript(() => {
    window.notices = [];
    window.Notification = class {
      static permission = 'default';
      static async requestPermission() { return (this.permission = 'granted'); }
      constructor(title, options) { window.notices.push({ notice: this, title, options }); }
      close() {}
    };
  });
  let asked = 0;
  page.on('request', (request) => { asked += new URL(request.url()).pathname === '/api/reviews' ? 1 : 0; });
  await page.goto(link);
  await page.getByText('● live').waitFor();
  await page.getByText('0 of 2 decided').waitFor();
  await page.getByRole('button', { name: 'Notify me' }).click();
  await page.getByRole('button', { name: 'Notify me', pressed: true }).waitFor();

  // Longer than the page waits between two looks where it cannot listen; what was heard while it loaded may make it ask once more.
  let isQuiet = false;
  for (let spell = 0; spell < 5 && !isQuiet; spell++) {
    asked = 0;
    await page.waitForTimeout(6000);
    isQuiet = asked === 0;
  }

  assert.ok(isQuiet, 'a page that listens does not ask');

  await decide();
  await page.getByText('1 of 2 decided').waitFor();
  await decide();

  // The test opens another review as soon as this one is closed.
  await page.locator('a[href$="/r0002"]').waitFor();
  await page.locator('a[href$="/r0001"]').waitFor({ state: 'detached' });
  await page.waitForFunction(() => window.notices.length === 1);
  const { title, icon } = await page.evaluate(() => ({ title: window.notices[0].title, icon: window.notices[0].options.icon }));
  assert.equal(title, 'numerals: 2 images wait for a decision');
  const sheet = await page.evaluate(async (address) => (await fetch(address)).headers.get('Content-Type'), icon);
  assert.equal(sheet, 'image/png');
  await page.evaluate(() => window.notices[0].notice.onclick());
  await page.waitForURL(/#\/review\/numerals\/r0002$/);

  // Where it cannot listen, it asks.
  const deaf = await newPage();
  await deaf.routeWebSocket(/\/live$/, (socket) => socket.close());
  let looks = 0;
  deaf.on('request', (request) => { looks += new URL(request.url()).pathname === '/api/reviews' ? 1 : 0; });
  await deaf.goto(link);
  await deaf.getByText('asks every few seconds').waitFor();
  await deaf.getByText('numerals: round 1').waitFor();
  const before = looks;
  await deaf.waitForRequest((request) => new URL(request.url()).pathname === '/api/reviews');
  assert.ok(before > 0);

  // Nobody else's page may listen, whatever cookies its browser has.
  const stranger = await fetch(`${url}/live`, { headers: { Authorization: `Bearer ${token}`, Origin: 'http://127.0.0.1:1' } });
  assert.equal(stranger.status, 403);
  assert.equal((await fetch(`${url}/live`)).status, 401);
});
