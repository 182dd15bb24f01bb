import { readReview } from '../api/client';
import type { ReviewPage, ReviewSummary, ReviewTask, SubmittedDecision, Verdict } from '../api/types';
import { outbox } from '../outbox/outbox.svelte';
import { uuid } from '../uuid';
import { reviewer } from './reviewer.svelte';

/** What is said of a sample. */
export interface Choice {
  verdict: Verdict;
  /** Of a certified one. */
  label?: string;
  /** Why it is removed. */
  reason?: string;
}

/** Whether a glance at a small picture is enough: it has one label, and nothing says that this is wrong. */
export const isForGrid = (item: ReviewTask, review: ReviewSummary, classes: readonly string[]): boolean =>
  item.givenLabels.length === 1 && classes.includes(item.givenLabels[0]!) && item.end !== 'likelyInvalid' && review.purpose !== 'conflict';

export const sameChoice = (one: Choice | undefined, other: Choice | undefined): boolean =>
  one?.verdict === other?.verdict && one?.label === other?.label && one?.reason === other?.reason;

/** A review that somebody works on: what the gateway knows, and on top of it what was decided here. */
export class OpenReview {
  summary = $state<ReviewSummary>();
  classes = $state.raw<string[]>([]);
  items = $state.raw<ReviewTask[]>([]);
  /** Decided here, by sample; it may still be on its way. */
  mine = $state.raw<ReadonlyMap<string, SubmittedDecision>>(new Map());
  /** Steps that can be taken back: the samples of each. */
  steps = $state.raw<string[][]>([]);

  constructor(readonly datasetId: string, readonly reviewId: string) {}

  /** @param isAnew what was decided here counts only as far as it is stored or on its way */
  async load(isAnew = false): Promise<void> {
    // What is sent while the gateway answers may be in neither of the two.
    const before = this.#onTheWay();
    const page: ReviewPage = await readReview(this.datasetId, this.reviewId);
    this.mine = new Map([...(isAnew ? [] : this.mine), ...before, ...this.#onTheWay()]);
    this.classes = page.classes;
    this.items = page.items;
    this.summary = page.review;
  }

  /** What stands, by us or by others; nothing where reviewers disagree. */
  choiceOf(item: ReviewTask): Choice | undefined {
    const mine = this.mine.get(item.sampleId);
    const stands = mine ?? (item.decisions.length === 1 ? item.decisions[0] : undefined);
    return stands && { verdict: stands.verdict, label: stands.label ?? undefined, reason: stands.reason ?? undefined };
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
      supersedes: this.#heads(item),
    }));
    const before = this.mine;
    this.mine = new Map([...before, ...decisions.map((decision) => [decision.sampleId, decision] as const)]);
    reviewer.decided(decisions.length);
    const { datasetId, reviewId } = this;
    void outbox
      .add({ datasetId, reviewId, batch: { batchId: uuid(), reviewer: reviewer.name, simulated: false, decisions } })
      // It was not kept, and so it was not decided; the outbox says why.
      .catch(() => { this.mine = before; });
  }

  /** Takes the last step back to be decided anew: the next word on it replaces the one that was said. */
  undo(): ReviewTask[] {
    const step = new Set(this.steps.at(-1) ?? []);
    this.steps = this.steps.slice(0, -1);
    return this.items.filter((item) => step.has(item.sampleId));
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
