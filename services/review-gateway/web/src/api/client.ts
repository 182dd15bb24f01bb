import type {
  DatasetList, DatasetStatus, DecisionReceipt, DecisionRecord, ReviewList, ReviewPage, RoundList, SnapshotList, SubmitDecisions,
} from './types';

const timeoutMilliseconds = 30_000;
const largestPage = 1000;

/** An answer that is none of what was asked for. `status` 0: no answer came. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** The decisions that stand, where one of them stood in the way. */
    readonly standing: DecisionRecord[] = [],
  ) {
    super(detail);
  }

  /** The same request may succeed later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  get isSignedOut(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      // The gateway lets no session write without it: other sites' pages cannot send it.
      headers: body === undefined ? {} : { 'Content-Type': 'application/json', 'X-Dcai-Page': '1' },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
  } catch {
    throw new Refused(0, 'no-answer', 'The gateway does not answer: check the network; what you decide is kept in this browser meanwhile.');
  }

  if (response.ok) {
    try {
      return (await response.json()) as T;
    } catch {
      throw new Refused(0, 'cut-answer', "The gateway's answer was cut off: it is asked for again.");
    }
  }

  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem.code ?? 'http', problem.detail ?? `The gateway answered ${response.status}.`, problem.decisions ?? []);
}

const dataset = (datasetId: string) => `/api/datasets/${encodeURIComponent(datasetId)}`;
const review = (datasetId: string, reviewId: string) => `${dataset(datasetId)}/reviews/${encodeURIComponent(reviewId)}`;

export const listDatasets = () => ask<DatasetList>('/api/datasets');
export const listOpenReviews = () => ask<ReviewList>('/api/reviews');
export const getDataset = (datasetId: string) => ask<DatasetStatus>(dataset(datasetId));
export const listReviews = (datasetId: string) => ask<ReviewList>(`${dataset(datasetId)}/reviews`);
export const listRounds = (datasetId: string) => ask<RoundList>(`${dataset(datasetId)}/rounds`);
export const listSnapshots = (datasetId: string) => ask<SnapshotList>(`${dataset(datasetId)}/snapshots`);
export const submitDecisions = (datasetId: string, reviewId: string, batch: SubmitDecisions) =>
  ask<DecisionReceipt>(`${review(datasetId, reviewId)}/decisions`, batch);

/** The whole review: as many pages as it takes. */
export async function readReview(datasetId: string, reviewId: string): Promise<ReviewPage> {
  const page = (offset: number) => ask<ReviewPage>(`${review(datasetId, reviewId)}/items?offset=${offset}&limit=${largestPage}`);
  const whole = await page(0);
  for (let next = whole.nextOffset; next != null;) {
    const more = await page(next);
    whole.items.push(...more.items);
    next = more.nextOffset;
  }

  return whole;
}
