import type { DecisionRecord, SubmitDecisions, SubmittedDecision } from '../api/types';

/** A batch of decisions on its way to the gateway. */
export interface Entry {
  /** Given by the database; the order in which they were made. */
  sequence: number;
  datasetId: string;
  reviewId: string;
  batch: SubmitDecisions;
  /** waiting: to be sent; conflict: somebody decided before; refused: the gateway does not take it. The last two wait for a person. */
  state: 'waiting' | 'conflict' | 'refused';
  /** One line of the gateway's. */
  detail?: string;
  /** What stands in the way. */
  standing?: DecisionRecord[];
}

export const supersedes = (decision: SubmittedDecision): string[] => decision.supersedes ?? [];

/** Whether a decision of `later` rests on one of `earlier`, which has not arrived. */
export function restsOn(later: Entry, earlier: Entry): boolean {
  const ids = new Set(earlier.batch.decisions.map((decision) => decision.decisionId));
  return later.batch.decisions.some((decision) => supersedes(decision).some((id) => ids.has(id)));
}

/** Whether both say the same of a sample: then nobody needs to be asked. */
export const agrees = (mine: SubmittedDecision, standing: DecisionRecord): boolean =>
  mine.sampleId === standing.sampleId && mine.verdict === standing.verdict && (mine.label ?? null) === (standing.label ?? null);
