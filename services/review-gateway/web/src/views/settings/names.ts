/** What a field with commas names. */
export const names = (text: string): string[] => text.split(',').map((name) => name.trim()).filter((name) => name !== '');
