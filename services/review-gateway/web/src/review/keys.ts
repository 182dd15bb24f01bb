/** Whether a key press is meant for the page and not for a field, a dialog or the browser. */
export const isForPage = (event: KeyboardEvent): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented
  && document.querySelector('dialog[open]') === null
  && !(event.target instanceof HTMLElement && event.target.matches('input, textarea, select, a[href]'));

export const removalReasons = [
  'shows none of the classes',
  'cannot be recognised',
  'shows several at once',
  'is a copy of another image',
  'must not be used',
] as const;
