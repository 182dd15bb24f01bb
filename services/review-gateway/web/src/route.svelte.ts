/** Where one is, behind the # of the address, so that the gateway serves one page only. */
export type Route =
  | { view: 'inbox' }
  | { view: 'dataset'; datasetId: string }
  | { view: 'dataset-settings'; datasetId: string }
  | { view: 'changes'; datasetId: string; from: number; to: number }
  | { view: 'review'; datasetId: string; reviewId: string }
  | { view: 'samples'; datasetId: string; filters: URLSearchParams }
  | { view: 'sample'; datasetId: string; sampleId: string }
  | { view: 'settings'; section: string };

export const datasetLink = (datasetId: string) => `#/dataset/${encodeURIComponent(datasetId)}`;
export const datasetSettingsLink = (datasetId: string) => `#/dataset-settings/${encodeURIComponent(datasetId)}`;
/** @param from a snapshot's version
 * @param to the later one's */
export const changesLink = (datasetId: string, from: number, to: number) => `#/changes/${encodeURIComponent(datasetId)}/${from}/${to}`;
export const reviewLink = (datasetId: string, reviewId: string) => `#/review/${encodeURIComponent(datasetId)}/${encodeURIComponent(reviewId)}`;
/** @param filters as the gateway's list of samples takes them; empty ones are left out */
export function samplesLink(datasetId: string, filters: Record<string, string | number | boolean> = {}): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== '').map(([name, value]) => [name, String(value)])).toString();
  return `#/samples/${encodeURIComponent(datasetId)}${query ? `?${query}` : ''}`;
}

export const sampleLink = (datasetId: string, sampleId: string) => `#/sample/${encodeURIComponent(datasetId)}/${sampleId}`;
export const settingsLink = (section = '') => (section ? `#/settings/${section}` : '#/settings');

function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, datasetId, reviewId, to] = path.split('/').map(decodeURIComponent);
  return (view === 'dataset' || view === 'dataset-settings') && datasetId ? { view, datasetId }
    : view === 'changes' && datasetId && Number(reviewId) > 0 && Number(to) > 0 ? { view, datasetId, from: Number(reviewId), to: Number(to) }
    : view === 'review' && datasetId && reviewId ? { view, datasetId, reviewId }
      : view === 'samples' && datasetId ? { view, datasetId, filters: new URLSearchParams(query) }
      : view === 'sample' && datasetId && reviewId ? { view, datasetId, sampleId: reviewId }
      : view === 'settings' ? { view, section: datasetId ?? '' }
        : { view: 'inbox' };
}

class Router {
  route = $state<Route>(parse(location.hash));

  constructor() {
    addEventListener('hashchange', () => { this.route = parse(location.hash); });
  }
}

export const router = new Router();
