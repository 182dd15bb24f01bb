import type {
  ApiTokenList, ArrivalSummary, AuditList, Comparison, CreateApiToken, CreatedApiToken, CreatedWebhook, DatasetList, DatasetSettings, DatasetStatus, DecisionReceipt, DecisionRecord, Grant,
  HeldItems, HoldItems, LabelMatrix, LogIn, NotificationWishes, NotifiedPerson, PaintingReport, RankingSummary, ReviewList, ReviewSummary, RoundList, SampleHistory, SamplePage,
  Session, SettingsVersion, SnapshotDifference, SnapshotList, SubmitDecisions, UserAccount, UserList, Webhook, WebhookDelivery, WebhookDeliveryList, WebhookList, WebhookSettings,
} from './types';

const timeoutMilliseconds = 30_000;

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

  /** The session is over; who logs in again may go on. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

async function ask<T>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      // The gateway lets no session write without the last: other sites' pages cannot send it.
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(method === 'GET' ? {} : { 'X-Dcai-Page': '1' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
  } catch {
    throw new Refused(0, 'no-answer', 'The gateway does not answer: check the network; what you decide is kept in this browser meanwhile.');
  }

  if (response.status === 204) {
    return undefined as T;
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

const largestPage = 1000;

/** A list as one page, however many it takes. */
async function whole<List extends { nextCursor?: string | null }>(path: string, entries: keyof List): Promise<List> {
  const first = await ask<List>(`${path}?limit=${largestPage}`);
  const all = [...(first[entries] as unknown[])];
  for (let { nextCursor } = first; nextCursor;) {
    const page = await ask<List>(`${path}?limit=${largestPage}&cursor=${encodeURIComponent(nextCursor)}`);
    all.push(...(page[entries] as unknown[]));
    nextCursor = page.nextCursor;
  }

  return { ...first, [entries]: all, nextCursor: null };
}

const dataset = (datasetId: string) => `/api/datasets/${encodeURIComponent(datasetId)}`;
const review = (datasetId: string, reviewId: string) => `${dataset(datasetId)}/reviews/${encodeURIComponent(reviewId)}`;

export const listDatasets = () => whole<DatasetList>('/api/datasets', 'datasets');
export const listOpenReviews = () => whole<ReviewList>('/api/reviews', 'reviews');
export const getDataset = (datasetId: string) => ask<DatasetStatus>(dataset(datasetId));
export const listReviews = (datasetId: string) => whole<ReviewList>(`${dataset(datasetId)}/reviews`, 'reviews');
export const getReview = (datasetId: string, reviewId: string) => ask<ReviewSummary>(review(datasetId, reviewId));
export const listRounds = (datasetId: string) => whole<RoundList>(`${dataset(datasetId)}/rounds`, 'rounds');
export const listSnapshots = (datasetId: string) => whole<SnapshotList>(`${dataset(datasetId)}/snapshots`, 'snapshots');
export const getSettings = (datasetId: string) => ask<SettingsVersion>(`${dataset(datasetId)}/settings`);
/** @param basedOn the version that was changed: where another came in between, nothing happens */
export const changeSettings = (datasetId: string, settings: DatasetSettings, basedOn: number) =>
  ask<SettingsVersion>(`${dataset(datasetId)}/settings?basedOn=${basedOn}`, settings, 'PUT');
/** Answered when it is stored. */
export const steer = (datasetId: string, order: 'start' | 'pause' | 'resume') => ask<unknown>(`${dataset(datasetId)}/${order}`, undefined, 'POST');
export const compareSnapshots = (datasetId: string, from: number, to: number, cursor?: string | null) =>
  ask<SnapshotDifference>(`${dataset(datasetId)}/snapshots/${from}/changes/${to}${after(cursor)}`);
export const getLabels = (datasetId: string) => ask<LabelMatrix>(`${dataset(datasetId)}/labels`);
export const getRanking = (datasetId: string, round: number) => ask<RankingSummary>(`${dataset(datasetId)}/rounds/${round}/ranking`);
/** Of the newest release that has generators. */
export const getArrivals = (datasetId: string) => ask<ArrivalSummary>(`${dataset(datasetId)}/arrivals`);
/** The largest groups of images that look alike on one picture; 404 where there are none. */
export const lookalikeSheet = (datasetId: string) => `${dataset(datasetId)}/arrivals/sheet`;
export const getPainting = (datasetId: string) => ask<PaintingReport>(`${dataset(datasetId)}/painting`);
export const listSamples = (datasetId: string, query: URLSearchParams) => ask<SamplePage>(`${dataset(datasetId)}/samples?${query}`);
export const getSample = (datasetId: string, sampleId: string) => ask<SampleHistory>(`${dataset(datasetId)}/samples/${encodeURIComponent(sampleId)}`);
export const submitDecisions = (datasetId: string, reviewId: string, batch: SubmitDecisions) =>
  ask<DecisionReceipt>(`${review(datasetId, reviewId)}/decisions`, batch);

export const getSession = () => ask<Session>('/api/session');
export const logIn = (credentials: LogIn) => ask<Session>('/api/session', credentials);
export const logOut = () => ask<void>('/api/session', undefined, 'DELETE');
export const changePassword = (current: string, password: string) => ask<Session>('/api/session/password', { current, password }, 'PUT');

const user = (name: string) => `/api/users/${encodeURIComponent(name)}`;

export const listUsers = () => whole<UserList>('/api/users', 'users');
export const addUser = (name: string, password: string | null, grants: Grant[]) => ask<UserAccount>('/api/users', { name, password, grants });
export const removeUser = (name: string) => ask<void>(user(name), undefined, 'DELETE');
export const setPassword = (name: string, password: string) => ask<void>(`${user(name)}/password`, { password }, 'PUT');
export const grantRole = (name: string, grant: Grant) => ask<UserAccount>(`${user(name)}/grants`, grant, 'PUT');
export const revokeRole = (name: string, grant: Grant) =>
  ask<UserAccount>(`${user(name)}/grants${grant.datasetId ? `?datasetId=${encodeURIComponent(grant.datasetId)}` : ''}`, undefined, 'DELETE');
export const listTokens = () => whole<ApiTokenList>('/api/tokens', 'tokens');
export const createToken = (token: CreateApiToken) => ask<CreatedApiToken>('/api/tokens', token);
export const revokeToken = (tokenId: string) => ask<void>(`/api/tokens/${encodeURIComponent(tokenId)}`, undefined, 'DELETE');
/** A page of it. */
export const listAudit = (cursor?: string | null) => ask<AuditList>(`/api/audit${after(cursor)}`);

/** Certified images that look like this one, and examples of some classes. */
export const compareSample = (datasetId: string, sampleId: string, labels: readonly string[]) =>
  ask<Comparison>(`${dataset(datasetId)}/samples/${sampleId}/comparison?${labels.map((label) => `label=${encodeURIComponent(label)}`).join('&')}`);

const lease = (datasetId: string, reviewId: string, leaseId: string) => `${review(datasetId, reviewId)}/leases/${leaseId}`;

/** Takes a page of items, or renews it and fills it up. */
export const holdItems = (datasetId: string, reviewId: string, leaseId: string, wanted: HoldItems) =>
  ask<HeldItems>(lease(datasetId, reviewId, leaseId), wanted, 'PUT');

/** Hands a page of items back, even while the browser closes. An answer that gets lost costs others a wait, so nobody waits for it. */
export function handItemsBack(datasetId: string, reviewId: string, leaseId: string): void {
  void fetch(lease(datasetId, reviewId, leaseId), { method: 'DELETE', headers: { 'X-Dcai-Page': '1' }, credentials: 'same-origin', keepalive: true }).catch(() => {});
}

const webhook = (webhookId: string) => `/api/webhooks/${encodeURIComponent(webhookId)}`;
const after = (cursor: string | null | undefined) => (cursor ? `?cursor=${encodeURIComponent(cursor)}` : '');
const wishes = (reviewer: string) => `/api/people/${encodeURIComponent(reviewer)}/notifications`;

export const listWebhooks = () => whole<WebhookList>('/api/webhooks', 'webhooks');
export const createWebhook = (settings: WebhookSettings) => ask<CreatedWebhook>('/api/webhooks', settings);
export const changeWebhook = (webhookId: string, settings: WebhookSettings) => ask<Webhook>(webhook(webhookId), settings, 'PUT');
export const renewWebhookSecret = (webhookId: string) => ask<CreatedWebhook>(`${webhook(webhookId)}/secret`, undefined, 'POST');
export const deleteWebhook = (webhookId: string) => ask<void>(webhook(webhookId), undefined, 'DELETE');
export const testWebhook = (webhookId: string) => ask<WebhookDelivery>(`${webhook(webhookId)}/test`, undefined, 'POST');
export const listDeliveries = (webhookId: string, cursor?: string | null) => ask<WebhookDeliveryList>(`${webhook(webhookId)}/deliveries${after(cursor)}`);
export const replayDelivery = (webhookId: string, deliveryId: string) =>
  ask<WebhookDelivery>(`${webhook(webhookId)}/deliveries/${encodeURIComponent(deliveryId)}/replay`, undefined, 'POST');
export const changeWishes = (reviewer: string, wished: NotificationWishes) => ask<NotifiedPerson>(wishes(reviewer), wished, 'PUT');

/** How somebody wants to be told; nothing where he has not said. */
export async function findWishes(reviewer: string): Promise<NotifiedPerson | undefined> {
  try {
    return await ask<NotifiedPerson>(wishes(reviewer));
  } catch (error) {
    if (error instanceof Refused && error.status === 404) {
      return undefined;
    }

    throw error;
  }
}
