import { getReview } from '../api/client';
import { reviewLink } from '../route.svelte';
import { live } from './live.svelte';

const wantedKey = 'dcai-alerts';

/** Notices of the browser itself, for who looks elsewhere. */
class Alerts {
  /** Browsers show none on pages that came over plain HTTP from another machine. */
  readonly isPossible = 'Notification' in window && isSecureContext;

  isOn = $state(false);
  isRefused = $state(false);

  start(): void {
    this.#note(localStorage.getItem(wantedKey) === 'yes');
    live.listen((news) => {
      if (this.isOn && news?.event === 'review.opened' && news.reviewId) {
        void this.#show(news.datasetId, news.reviewId);
      }
    });
  }

  /** Asks the browser's user, which it allows only when he has pressed something. */
  async turn(): Promise<void> {
    const wanted = !this.isOn;
    if (wanted && Notification.permission === 'default') {
      await Notification.requestPermission();
    }

    localStorage.setItem(wantedKey, wanted ? 'yes' : 'no');
    this.#note(wanted);
  }

  #note(wanted: boolean): void {
    this.isRefused = this.isPossible && Notification.permission === 'denied';
    this.isOn = this.isPossible && wanted && Notification.permission === 'granted';
  }

  async #show(datasetId: string, reviewId: string): Promise<void> {
    const review = await getReview(datasetId, reviewId).catch(() => undefined);
    if (review?.state !== 'open') {
      return;
    }

    const left = review.itemCount - review.decidedCount;
    const notice = new Notification(`${datasetId}: ${left} ${left === 1 ? 'image waits' : 'images wait'} for a decision`, {
      body: `${review.purpose}${review.round > 0 ? ` ${review.round}` : ''}`,
      icon: `/api/datasets/${encodeURIComponent(datasetId)}/reviews/${encodeURIComponent(reviewId)}/sheet`,
      // Of several tabs one is seen.
      tag: `${datasetId}/${reviewId}`,
    });
    notice.onclick = () => {
      window.focus();
      location.hash = reviewLink(datasetId, reviewId);
      notice.close();
    };
  }
}

export const alerts = new Alerts();
