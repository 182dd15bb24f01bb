/** Closes a dialog and takes the focus out of it at once. Browsers do the latter with the next frame, and a key that is pressed before would be lost in a field that nobody sees. */
export function shut(dialog: HTMLDialogElement): void {
  const focused = document.activeElement;
  dialog.close();
  if (focused instanceof HTMLElement && dialog.contains(focused)) {
    focused.blur();
  }
}
