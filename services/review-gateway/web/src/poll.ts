import { Refused } from './api/client';
import { outbox } from './outbox/outbox.svelte';

/** Asks now and again while the page is seen. To be returned from an effect.
 * @param told hears what went wrong, or nothing after a success
 */
export function poll(seconds: number, ask: () => Promise<void>, told: (trouble: string) => void): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout>;
  const look = async () => {
    try {
      await ask();
      told('');
    } catch (error) {
      if (error instanceof Refused && error.isSignedOut) {
        outbox.isSignedOut = true;
      }

      told(error instanceof Error ? error.message : String(error));
    }

    schedule();
  };
  const schedule = () => {
    if (!isOver) {
      timer = setTimeout(() => (document.hidden ? schedule() : void look()), 1000 * seconds);
    }
  };
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
