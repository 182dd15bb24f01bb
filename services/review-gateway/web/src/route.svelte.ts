/** Where one is, behind the # of the address, so that the gateway serves one page only. */
export type Route =
  | { view: 'inbox' }
  | { view: 'dataset'; datasetId: string }
  | { view: 'review'; datasetId: string; reviewId: string }
  | { view: 'settings'; section: string };

export const datasetLink = (datasetId: string) => `#/dataset/${encodeURIComponent(datasetId)}`;
export const reviewLink = (datasetId: string, reviewId: string) => `#/review/${encodeURIComponent(datasetId)}/${encodeURIComponent(reviewId)}`;
export const settingsLink = (section = '') => (section ? `#/settings/${section}` : '#/settings');

function parse(hash: string): Route {
  const [view, datasetId, reviewId] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return view === 'dataset' && datasetId ? { view, datasetId }
    : view === 'review' && datasetId && reviewId ? { view, datasetId, reviewId }
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
