import type { Component } from 'svelte';
import You from './You.svelte';

/** One section of the settings, in a file of its own. */
export interface Section {
  /** In the address: #/settings/id. */
  id: string;
  title: string;
  part: Component;
}

/** In the order in which they are listed; the first is shown unless another is asked for. */
export const sections: readonly Section[] = [
  { id: 'you', title: 'You', part: You },
];
