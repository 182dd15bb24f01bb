import { getSession, logIn, logOut } from './api/client';
import type { Grant, LogIn, Role, Session } from './api/types';
import { outbox } from './outbox/outbox.svelte';
import { reviewer } from './review/reviewer.svelte';

/** Whoever holds something hands it back, as long as there is a session. */
export const leaving = 'leaving';

const ranks: Record<Role, number> = { viewer: 0, reviewer: 1, admin: 2 };

/** Who has logged in here. */
class CurrentSession {
  /** Nobody knows before the gateway has answered. */
  current = $state.raw<Session>();

  /** Admins of everything manage users and tokens. */
  readonly isAdminOfAll = $derived(this.may('admin'));

  /** @param datasetId all of them unless given */
  may(role: Role, datasetId?: string): boolean {
    return (this.current?.grants ?? []).some((grant: Grant) => ranks[grant.role] >= ranks[role] && (grant.datasetId == null || grant.datasetId === datasetId));
  }

  async load(): Promise<void> {
    this.use(await getSession());
  }

  async enter(credentials: LogIn): Promise<void> {
    this.use(await logIn(credentials));
  }

  /** Goes to where one logs in, so that nothing of what was seen stays. What waits in the outbox stays in this browser. */
  async leave(): Promise<void> {
    dispatchEvent(new Event(leaving));
    await logOut();
    location.assign('/');
  }

  /** Who has logged in by name decides under it. */
  use(session: Session): void {
    this.current = session;
    if (outbox.isSignedOut) {
      outbox.isSignedOut = false;
      outbox.send();
    }

    if (session.name) {
      reviewer.call(session.name);
    }
  }
}

export const session = new CurrentSession();

/** A role in words. */
export const inWords = (grant: Grant): string => `${grant.role} of ${grant.datasetId ?? 'all datasets'}`;
