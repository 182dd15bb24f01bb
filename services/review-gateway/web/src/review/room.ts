/** Of a thumbnail with its caption and gap, pixels. */
const [tileWidth, tileHeight] = [84, 104];
const [fewest, most] = [50, 200];

/** How many thumbnails are seen at once. */
export function gridRoom(): number {
  const columns = Math.floor(Math.min(innerWidth, 1600) / tileWidth);
  return Math.max(fewest, Math.min(most, columns * Math.floor((innerHeight - 200) / tileHeight)));
}
