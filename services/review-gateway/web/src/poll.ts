import { Refused } from './api/client';
import { live } from './live/live.svelte';
import type { News } from './live/news';
import { outbox } from './outbox/outbox.svelte';

/** Between two looks that news ask for. */
const shortestSeconds = 1;

/** News may be lost, as the events of which they tell may. */
const seldomSeconds = 300;

/** Asks when the gateway tells that something is new; while it cannot tell, now and again as long as the page is seen. To be returned from an effect.
 * @param seconds between two looks while the gateway cannot tell
 * @param told hears what went wrong, or nothing after a success
 * @param concerns which news change what is asked for; where there are none, it is asked now and again in any case
 */
export function poll(seconds: number, ask: () => Promise<void>, told: (trouble: string) => void, concerns?: (news: News) => boolean): () => void {
  let isOver = false;
  let isAsking = false;
  let isWanted = false;
  let last = 0;
  let timer: ReturnType<typeof setTimeout>;
  const look = async () => {
    isAsking = true;
    isWanted = false;
    last = performance.now();
    try {
      await ask();
      told('');
    } catch (error) {
      if (error instanceof Refused && error.isSignedOut) {
        outbox.isSignedOut = true;
      }

      told(error instanceof Error ? error.message : String(error));
    }

    isAsking = false;
    schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    if (!isOver && !isAsking) {
      const pause = isWanted ? shortestSeconds : concerns && live.isConnected ? seldomSeconds : seconds;
      timer = setTimeout(() => {
        if (document.hidden && !isWanted) {
          last = performance.now();
          schedule();
        } else {
          void look();
        }
      }, Math.max(0, last + 1000 * pause - performance.now()));
    }
  };
  const want = () => {
    isWanted = true;
    schedule();
  };
  // Nobody sees how far a hidden page's work has come, but its title says what waits.
  let isStale = false;
  const heard = (news: News | undefined) => {
    if (!concerns || (news !== undefined && !concerns(news))) {
      return;
    }

    if (document.hidden && news !== undefined && !news.event.startsWith('review.')) {
      isStale = true;
    } else {
      want();
    }
  };
  const seen = () => {
    if (!document.hidden && isStale) {
      isStale = false;
      want();
    }
  };
  const stop = live.listen(heard);
  document.addEventListener('visibilitychange', seen);
  void look();
  return () => {
    isOver = true;
    stop();
    document.removeEventListener('visibilitychange', seen);
    clearTimeout(timer);
  };
}
