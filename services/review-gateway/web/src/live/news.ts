/** What the gateway's hub tells: that something is new. `docs/notifications.md` lists the events. */
export interface News {
  event: 'review.opened' | 'review.completed' | 'decisions.stored' | 'dataset.changed' | 'work.progressed';
  datasetId: string;
  reviewId?: string | null;
  state?: string | null;
}
