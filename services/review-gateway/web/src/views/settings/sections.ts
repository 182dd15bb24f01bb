import type { Component } from 'svelte';
import { session } from '../../session.svelte';
import Log from './Log.svelte';
import Notifications from './Notifications.svelte';
import Tokens from './Tokens.svelte';
import Users from './Users.svelte';
import Webhooks from './Webhooks.svelte';
import You from './You.svelte';

/** One section of the settings, in a file of its own. */
export interface Section {
  /** In the address: #/settings/id. */
  id: string;
  title: string;
  part: Component;
  /** Whether whoever has logged in gets to see it; everybody unless said. */
  isShown?: () => boolean;
}

const forAdminsOfAll = () => session.isAdminOfAll;

/** In the order in which they are listed; the first is shown unless another is asked for. */
export const sections: readonly Section[] = [
  { id: 'you', title: 'You', part: You },
  { id: 'notifications', title: 'Notifications', part: Notifications },
  { id: 'users', title: 'Users', part: Users, isShown: forAdminsOfAll },
  { id: 'tokens', title: 'API tokens', part: Tokens, isShown: forAdminsOfAll },
  { id: 'webhooks', title: 'Webhooks', part: Webhooks, isShown: forAdminsOfAll },
  { id: 'log', title: 'Access log', part: Log, isShown: forAdminsOfAll },
];
