import type { ReviewTask } from '../api/types';

/** What is seen and marked as one: near duplicates that stand side by side, or an image alone. Every image of it is shown. */
export interface Stack {
  /** The first one's id. */
  id: string;
  items: ReviewTask[];
}

/** @param isOpened whether the images of a stack of this name are wanted one by one */
export function stacks(items: readonly ReviewTask[], isOpened: (name: string) => boolean): Stack[] {
  const found: Stack[] = [];
  let last: string | undefined;
  for (const item of items) {
    const name = item.stack != null && !isOpened(item.stack) ? item.stack : undefined;
    const before = found.at(-1);
    if (before && name !== undefined && name === last) {
      before.items.push(item);
    } else {
      found.push({ id: item.sampleId, items: [item] });
    }

    last = name;
  }

  return found;
}
