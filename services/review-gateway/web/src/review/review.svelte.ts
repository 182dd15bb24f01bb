import { Refused, getSettings, handItemsBack, holdItems } from '../api/client';
import type { ClassGuide, HeldItems, ReviewSummary, ReviewTask, ReviewView, SubmittedDecision, Verdict } from '../api/types';
import { outbox } from '../outbox/outbox.svelte';
import { uuid } from '../uuid';
import { shownClasses } from './classes';
import { reviewer } from './reviewer.svelte';

/** What is said of a sample. */
export interface Choice {
  verdict: Verdict;
  /** Of a certified one. */
  label?: string;
  /** Why it is removed. */
  reason?: string;
  /** What others are to know. */
  comment?: string;
}

/** How often a lease is renewed before it is over. */
const renewals = 3;

/** The gateway takes no more. */
const mostReplaced = 100;

/** Leases that may still hold items of this tab: what a page sends as it goes may not arrive, or late. */
class FormerLeases {
  readonly #key: string;

  constructor(datasetId: string, reviewId: string) {
    this.#key = `dcai.leases.${datasetId}/${reviewId}`;
  }

  /** To be replaced by one that is about to be taken, and remembers itself with that. */
  before(leaseId: string): string[] {
    const former = (sessionStorage.getItem(this.#key) ?? '').split(',').filter((one) => one !== '' && one !== leaseId).slice(-mostReplaced);
    sessionStorage.setItem(this.#key, [...former, leaseId].join());
    return former;
  }

  /** The gateway said so. */
  areReplacedBy(leaseId: string): void {
    sessionStorage.setItem(this.#key, leaseId);
  }
}

/** How many undecided items of each view are wanted here. */
export type Wish = Record<ReviewView, number>;

export const sameChoice = (one: Choice | undefined, other: Choice | undefined): boolean =>
  one?.verdict === other?.verdict && one?.label === other?.label && one?.reason === other?.reason && (one?.comment ?? '') === (other?.comment ?? '');

/**
 * A review that somebody works on: the items that the gateway leased to this page, and on top of them what was decided here. Nothing that is held moves while
 * it is looked at; what is decided makes room for new items.
 */
export class OpenReview {
  summary = $state<ReviewSummary>();
  classes = $state.raw<string[]>([]);
  /** What the label book says, once it is known. */
  guides = $state.raw<ClassGuide[]>();
  readonly shown = $derived(shownClasses(this.classes, this.guides ?? []));
  /** Held now or before, in the order in which they came; those that were decided stay, so that they can be taken back. */
  items = $state.raw<ReviewTask[]>([]);
  /** Decided here, by sample; it may still be on its way. */
  mine = $state.raw<ReadonlyMap<string, SubmittedDecision>>(new Map());
  /** Steps that can be taken back: the samples of each. */
  steps = $state.raw<string[][]>([]);

  /** Of everybody's items, as of the last answer: those that wait for this reviewer. */
  #left = $state.raw<Wish>({ grid: 0, focus: 0 });
  /** The gateway's last answer had nothing that is without a word. */
  wasGivenNone = $state(false);
  /** Decided for the first time since the gateway last counted, and so still counted there. */
  #since = $state.raw<ReadonlyMap<string, ReviewView>>(new Map());
  #leaseId = uuid();
  #isHeld = false;
  #asking: Promise<void> | undefined;
  #renewAt = 0;

  readonly #former: FormerLeases;

  constructor(readonly datasetId: string, readonly reviewId: string) {
    this.#former = new FormerLeases(datasetId, reviewId);
  }

  /** Items of a view that wait for a word, whoever holds them. */
  left(view: ReviewView): number {
    return Math.max(0, this.#left[view] - [...this.#since.values()].filter((one) => one === view).length);
  }

  /** Held here and without a word. */
  undecided(view: ReviewView): ReviewTask[] {
    return this.items.filter((item) => item.view === view && this.choiceOf(item) === undefined);
  }

  /** The lease is a third over. */
  get isDue(): boolean {
    return performance.now() >= this.#renewAt;
  }

  /** Takes items, renews those that are held, and fills up. One request at a time; who asks meanwhile gets that one's answer.
   * @param isAnew what was decided here counts only as far as it is stored or on its way
   */
  hold(wish: Wish, isAnew = false): Promise<void> {
    return (this.#asking ??= this.#hold(wish, isAnew).finally(() => { this.#asking = undefined; }));
  }

  /** Others may have the items at once. */
  handBack(): void {
    if (this.#isHeld) {
      this.#isHeld = false;
      handItemsBack(this.datasetId, this.reviewId, this.#leaseId);
    }

    // Handed back is handed back for good, and what was about to ask for items asks no more.
    this.#leaseId = uuid();
  }

  /** What stands, by us or by others; nothing where reviewers disagree. */
  choiceOf(item: ReviewTask): Choice | undefined {
    const mine = this.mine.get(item.sampleId);
    const stands = mine ?? (item.decisions.length === 1 ? item.decisions[0] : undefined);
    return stands && { verdict: stands.verdict, label: stands.label ?? undefined, reason: stands.reason ?? undefined, comment: stands.comment ?? undefined };
  }

  /** Keeps the decisions as one batch, to be sent. What stands already is not said again. */
  decide(choices: readonly (readonly [ReviewTask, Choice])[]): void {
    const changed = choices.filter(([item, choice]) => !sameChoice(this.choiceOf(item), choice));
    this.steps = [...this.steps, choices.map(([item]) => item.sampleId)];
    if (changed.length === 0) {
      return;
    }

    const decisions = changed.map(([item, choice]): SubmittedDecision => ({
      decisionId: uuid(),
      sampleId: item.sampleId,
      verdict: choice.verdict,
      label: choice.label ?? null,
      reason: choice.reason ?? null,
      comment: choice.comment ?? null,
      supersedes: this.#heads(item),
    }));
    const [before, since] = [this.mine, this.#since];
    this.#since = new Map([...since, ...changed.filter(([item]) => this.choiceOf(item) === undefined).map(([item]) => [item.sampleId, item.view] as const)]);
    this.mine = new Map([...before, ...decisions.map((decision) => [decision.sampleId, decision] as const)]);
    reviewer.decided(decisions.length);
    const { datasetId, reviewId } = this;
    void outbox
      .add({ datasetId, reviewId, batch: { batchId: uuid(), reviewer: reviewer.name, simulated: false, decisions } })
      // It was not kept, and so it was not decided; the outbox says why.
      .catch(() => { this.mine = before; this.#since = since; });
  }

  /** Takes the last step back to be decided anew: the next word on it replaces the one that was said. */
  undo(): ReviewTask[] {
    const step = new Set(this.steps.at(-1) ?? []);
    this.steps = this.steps.slice(0, -1);
    return this.items.filter((item) => step.has(item.sampleId));
  }

  async #hold(wish: Wish, isAnew: boolean): Promise<void> {
    const leaseId = this.#leaseId;
    await outbox.read();
    // What is sent while the gateway answers may be in neither of the two.
    const before = this.#onTheWay();
    const decided = new Set([...before.map(([sampleId]) => sampleId), ...(isAnew ? [] : this.#since.keys())]);
    this.guides ??= (await getSettings(this.datasetId)).settings.reviewing?.classGuides ?? [];
    const held = await this.#take(leaseId, wish, [...decided]);
    if (held === undefined) {
      return;
    }

    this.mine = new Map([...(isAnew ? [] : this.mine), ...before, ...this.#onTheWay()]);
    const fresh = new Map(held.items.map((item) => [item.sampleId, item]));
    // What was decided while the gateway answered may have overtaken the question: then it is counted as decided there too, and given no more.
    const isOvertaken = (sampleId: string, view: ReviewView) => wish[view] > 0 && !fresh.has(sampleId);
    this.#since = new Map([...this.#since].filter(([sampleId, view]) => !decided.has(sampleId) && !isOvertaken(sampleId, view)));
    this.#left = { grid: held.gridLeft, focus: held.focusLeft };
    this.classes = held.classes;
    this.#renewAt = performance.now() + (1000 * held.seconds) / renewals;
    this.items = [
      // What is no longer held and was not decided here is somebody else's now.
      ...this.items.filter((item) => fresh.has(item.sampleId) || this.mine.has(item.sampleId)).map((item) => fresh.get(item.sampleId) ?? item),
      ...held.items.filter((item) => !this.items.some((known) => known.sampleId === item.sampleId)),
    ];
    this.wasGivenNone = held.items.every((item) => this.choiceOf(item) !== undefined);
    this.summary = held.review;
  }

  /** Takes the place of what this tab held before, that it need not wait for itself; nothing where the items were handed back meanwhile. */
  async #take(leaseId: string, wish: Wish, pending: string[]): Promise<HeldItems | undefined> {
    if (leaseId !== this.#leaseId) {
      return undefined;
    }

    this.#isHeld = true;
    const replaces = this.#former.before(leaseId);
    try {
      const held = await holdItems(this.datasetId, this.reviewId, leaseId, { reviewer: reviewer.name, gridLimit: wish.grid, focusLimit: wish.focus, pending, replaces });
      if (leaseId !== this.#leaseId) {
        return undefined;
      }

      this.#former.areReplacedBy(leaseId);
      return held;
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'lease-over') {
        throw error;
      }

      if (leaseId !== this.#leaseId) {
        return undefined;
      }

      // A copy of this tab remembers what this one holds, and took its place: this one asks for other items.
      this.#leaseId = uuid();
      return this.#take(this.#leaseId, wish, pending);
    }
  }

  #onTheWay(): [string, SubmittedDecision][] {
    return outbox.entries
      .filter((entry) => entry.datasetId === this.datasetId && entry.reviewId === this.reviewId)
      .flatMap((entry) => entry.batch.decisions.map((decision): [string, SubmittedDecision] => [decision.sampleId, decision]));
  }

  #heads(item: ReviewTask): string[] {
    const mine = this.mine.get(item.sampleId);
    return mine ? [mine.decisionId] : item.decisions.map((decision) => decision.decisionId);
  }
}
