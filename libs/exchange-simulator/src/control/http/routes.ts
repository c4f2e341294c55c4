import { ACCOUNT_ROUTES } from './account-routes.js';
import { EXCHANGE_ROUTES } from './exchange-routes.js';
import { MARKET_ROUTES } from './market-routes.js';
import type { ControlRoute } from './route.js';

/** The control API; docs/simulator.md lists it. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...EXCHANGE_ROUTES,
  ...MARKET_ROUTES,
  ...ACCOUNT_ROUTES,
];

export interface MatchedRoute {
  readonly route: ControlRoute;
  readonly path: Readonly<Record<string, string>>;
}

const INDEX: ControlRoute = {
  method: 'GET',
  path: '/control',
  summary: 'lists what there is',
  run: () => ({
    routes: CONTROL_ROUTES.map(({ method, path, summary, fields }) => ({ method, path, summary, fields })),
  }),
};

/** @returns the routes of the path, whatever their method */
export function routesOf(path: string): MatchedRoute[] {
  const parts = path.split('/');
  return [INDEX, ...CONTROL_ROUTES].flatMap((route) => {
    const matched = match(route.path.split('/'), parts);
    return matched ? [{ route, path: matched }] : [];
  });
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const open: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = parts[index] as string;
    if (part.startsWith('{') && given !== '') open[part.slice(1, -1)] = decodeURIComponent(given);
    else if (part !== given) return undefined;
  }
  return open;
}
