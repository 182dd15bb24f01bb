import { Refused, submitDecisions } from '../api/client';
import { uuid } from '../uuid';
import { OutboxDatabase, type NewEntry } from './database';
import { agrees, restsOn, supersedes, type Entry } from './entry';

const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 30_000;
const channelName = 'dcai-outbox';

/**
 * Decisions on their way to the gateway. They are written to the browser's database first and leave it when the gateway has stored them; until then they are
 * sent again, under the same ids, so that none is lost and none counts twice. Tabs share one outbox, and one of them sends at a time.
 */
export class Outbox {
  entries = $state<Entry[]>([]);
  /** The last attempt got no answer. */
  isCutOff = $state(false);
  isSignedOut = $state(false);
  /** What a page that was here before has kept is known. */
  isRead = $state(false);
  /** Decisions that are not on the disk yet. */
  unsaved = $state(0);
  /** Why this browser cannot keep decisions. */
  failure = $state('');

  /** How often decisions were given up: who shows them looks again then. */
  givenUp = $state(0);

  /** Decisions that the gateway does not have yet and that nothing holds up. */
  readonly waiting = $derived(this.unsaved + count(this.entries.filter((entry) => entry.state === 'waiting')));
  readonly held = $derived(this.entries.filter((entry) => entry.state !== 'waiting'));

  readonly #database = new OutboxDatabase();
  readonly #tabs = 'BroadcastChannel' in window ? new BroadcastChannel(channelName) : undefined;
  #reading: Promise<void> | undefined;
  #isSending = false;
  #wake: () => void = () => {};

  async start(): Promise<void> {
    this.#tabs?.addEventListener('message', () => void this.#changedElsewhere());
    addEventListener('online', () => this.send());
    addEventListener('beforeunload', (event) => {
      if (this.unsaved > 0) {
        event.preventDefault();
      }
    });
    await this.read();
    this.send();
  }

  /** Waits until what a page that was here before has kept is among the entries. */
  read(): Promise<void> {
    return (this.#reading ??= this.#refresh().then(() => { this.isRead = true; }));
  }

  /** Keeps a batch, then sends it. Batches arrive in the order in which they are given here. */
  async add(entry: Omit<NewEntry, 'state'>): Promise<void> {
    const size = entry.batch.decisions.length;
    this.unsaved += size;
    try {
      await this.#keep(entry);
      await this.#changed();
    } finally {
      // Not before it is among the entries: at no time does it seem to be stored.
      this.unsaved -= size;
    }

    this.send();
  }

  /** Sends what waits, now. */
  send(): void {
    this.#wake();
    if (this.#isSending) {
      return;
    }

    this.#isSending = true;
    const work = () => this.#sendAll();
    void (async () => {
      try {
        await (navigator.locks ? navigator.locks.request(channelName, work) : work());
        // Something may have come between the last look and the end.
        const isMore = !this.isSignedOut && next(await this.#refresh()) !== undefined;
        this.#isSending = false;
        if (isMore) {
          this.send();
        }
      } catch (error) {
        this.#isSending = false;
        this.failure = `This browser cannot read the decisions that it keeps (${error instanceof Error ? error.message : error}): load the page again.`;
      }
    })();
  }

  /** Replaces what stands in the way with ours. */
  async insist(entry: Entry): Promise<void> {
    const standing = entry.standing ?? [];
    await this.#change({
      ...entry,
      batch: {
        ...entry.batch,
        batchId: uuid(),
        decisions: entry.batch.decisions.map((decision) => ({
          ...decision,
          supersedes: [...new Set([...supersedes(decision), ...standing.filter((one) => one.sampleId === decision.sampleId).map((one) => one.decisionId)])],
        })),
      },
      state: 'waiting',
      detail: undefined,
      standing: undefined,
    });
  }

  /** Leaves what stands; ours on those samples, and what rests on it, is given up. */
  async yield(entry: Entry): Promise<void> {
    await this.#giveUp(entry, new Set((entry.standing ?? []).map((one) => one.sampleId)));
  }

  /** Gives up a batch that the gateway does not take, and what rests on it. */
  async discard(entry: Entry): Promise<void> {
    await this.#giveUp(entry, new Set(entry.batch.decisions.map((decision) => decision.sampleId)));
  }

  async retry(entry: Entry): Promise<void> {
    await this.#change({ ...entry, state: 'waiting', detail: undefined });
  }

  async #keep(entry: Omit<NewEntry, 'state'>): Promise<void> {
    try {
      await this.#database.add({ ...plain(entry), state: 'waiting' });
      this.failure = '';
    } catch (error) {
      this.failure = `This browser cannot keep decisions (${error instanceof Error ? error.message : error}): free some space, and decide again what you just decided.`;
      throw error;
    }
  }

  async #giveUp(entry: Entry, samples: Set<string>): Promise<void> {
    for (const one of await this.#database.all()) {
      if (one.sequence >= entry.sequence && one.datasetId === entry.datasetId && one.reviewId === entry.reviewId) {
        await this.#without(one, (sampleId) => samples.has(sampleId), one.sequence === entry.sequence ? 'waiting' : one.state);
      }
    }

    await this.#changed();
    this.givenUp++;
    this.send();
  }

  /** The batch without these samples, under a new id, as it is another batch now. */
  async #without(entry: Entry, isDropped: (sampleId: string) => boolean, state: Entry['state']): Promise<void> {
    const decisions = entry.batch.decisions.filter((decision) => !isDropped(decision.sampleId));
    if (decisions.length === 0) {
      await this.#database.remove(entry.sequence);
    } else if (decisions.length < entry.batch.decisions.length) {
      await this.#database.put({ ...plain(entry), batch: { ...plain(entry.batch), batchId: uuid(), decisions: plain(decisions) }, state, detail: undefined, standing: undefined });
    }
  }

  async #change(entry: Entry): Promise<void> {
    await this.#database.put(plain(entry));
    await this.#changed();
    this.send();
  }

  async #sendAll(): Promise<void> {
    let pause = firstPauseMilliseconds;
    for (let entry = next(await this.#database.all()); entry; entry = next(await this.#database.all())) {
      try {
        await submitDecisions(entry.datasetId, entry.reviewId, entry.batch);
        await this.#database.remove(entry.sequence);
        this.isSignedOut = false;
      } catch (error) {
        if (!(error instanceof Refused)) {
          throw error;
        }

        if (error.isSignedOut) {
          this.isSignedOut = true;
          return;
        }

        if (error.isPassing) {
          this.isCutOff = true;
          await this.#sleep(pause * (0.5 + Math.random()));
          pause = Math.min(2 * pause, longestPauseMilliseconds);
          continue;
        }

        await this.#hold(entry, error);
      }

      this.isCutOff = false;
      pause = firstPauseMilliseconds;
      await this.#changed();
    }
  }

  async #hold(entry: Entry, refusal: Refused): Promise<void> {
    const agreed = new Set(entry.batch.decisions
      .filter((mine) => refusal.standing.some((standing) => agrees(mine, standing)))
      .map((mine) => mine.sampleId));
    if (refusal.status === 409 && agreed.size > 0 && refusal.standing.every((standing) => agreed.has(standing.sampleId))) {
      await this.#without(entry, (sampleId) => agreed.has(sampleId), 'waiting');
    } else {
      await this.#database.put({
        ...entry, state: refusal.standing.length > 0 ? 'conflict' : 'refused', detail: refusal.message, standing: refusal.standing,
      });
    }
  }

  /** Until the time is over, or somebody asks to send now. */
  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #changed(): Promise<void> {
    await this.#refresh();
    this.#tabs?.postMessage(null);
  }

  async #changedElsewhere(): Promise<void> {
    await this.#refresh();
    this.#wake();
  }

  async #refresh(): Promise<Entry[]> {
    return (this.entries = await this.#database.all());
  }
}

/** The oldest batch that may be sent: none that rests on one which a person has to see to first. */
function next(entries: Entry[]): Entry | undefined {
  const held: Entry[] = [];
  for (const entry of entries) {
    if (entry.state !== 'waiting' || held.some((earlier) => restsOn(entry, earlier))) {
      held.push(entry);
    } else {
      return entry;
    }
  }

  return undefined;
}

const count = (entries: Entry[]) => entries.reduce((sum, entry) => sum + entry.batch.decisions.length, 0);

/** The database takes no proxies. */
const plain = <T>(value: T): T => $state.snapshot(value) as T;

export const outbox = new Outbox();
