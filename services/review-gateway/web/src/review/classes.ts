import type { ClassGuide } from '../api/types';

const digits = '1234567890';

/** A class as reviewers see it. */
export interface ShownClass {
  name: string;
  /** What says it; a class without one is found by typing. */
  key?: string;
  /** As #rrggbb. */
  color?: string;
  /** Its page of the label book. */
  text?: string;
}

/** The key of a class is the one that the label book gives it, or else the digit of its place unless that is another's. */
export function shownClasses(classes: readonly string[], guides: readonly ClassGuide[]): ShownClass[] {
  const taken = new Set(guides.flatMap((guide) => (guide.key ? [guide.key.toLowerCase()] : [])));
  return classes.map((name, index) => {
    const guide = guides.find((one) => one.class === name);
    const digit = digits[index];
    return {
      name,
      key: guide?.key?.toLowerCase() ?? (digit && !taken.has(digit) ? digit : undefined),
      color: guide?.color ?? undefined,
      text: guide?.text ?? undefined,
    };
  });
}

export const classOf = (key: string, classes: readonly ShownClass[]): string | undefined => classes.find((one) => one.key === key.toLowerCase())?.name;
