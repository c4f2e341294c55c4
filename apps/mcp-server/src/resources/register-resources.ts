import { type McpServer, ResourceTemplate, type ServerContext } from '@modelcontextprotocol/server';
import type { Principal } from '@binance-gateway/platform';
import type { McpCore } from '../server/mcp-core.js';
import { protocolError } from '../server/protocol-error.js';
import { symbolCompletion } from '../server/symbol-completion.js';
import type { ToolCall, ToolCalls } from '../tools/call-tool.js';
import { balancesPage, marketPage, openOrdersPage, positionsPage } from './pages.js';
import type { ResourceUpdates } from './resource-updates.js';
import { BALANCES_URI, MARKET_TEMPLATE, OPEN_ORDERS_URI, POSITIONS_URI } from './resource-uris.js';
import { Watches } from './watches.js';

const MIME = 'text/markdown';

const PAGES = [
  ['balances', BALANCES_URI, 'Balances', 'Free and locked balance of each asset held', balancesPage],
  [
    'positions',
    POSITIONS_URI,
    'Positions',
    'Holdings with average entry price and profit, in USDT',
    positionsPage,
  ],
  ['open_orders', OPEN_ORDERS_URI, 'Open orders', 'Orders that rest on the book', openOrdersPage],
] as const;

/** Market and account as Markdown pages, which a client may watch. */
export function registerResources(
  server: McpServer,
  core: McpCore,
  calls: ToolCalls,
  principal: Principal,
): void {
  const render = async (uri: URL, context: ServerContext, write: (caller: Caller) => Promise<string>) => {
    try {
      const text = await write({ principal, signal: context.mcpReq.signal });
      return { contents: [{ uri: uri.href, mimeType: MIME, text }] };
    } catch (error) {
      throw protocolError(error, core.newId(), core.clock, uri.href);
    }
  };
  const complete = symbolCompletion(core);
  server.registerResource(
    'market',
    new ResourceTemplate(MARKET_TEMPLATE, { list: undefined, complete: { symbol: complete } }),
    {
      title: 'Market',
      description: 'Price, best bid and ask, and 24 hour statistics of a symbol',
      mimeType: MIME,
    },
    (uri, { symbol }, context) => render(uri, context, (caller) => marketPage(calls, String(symbol), caller)),
  );
  for (const [name, uri, title, description, write] of PAGES) {
    server.registerResource(name, uri, { title, description, mimeType: MIME }, (url, context) =>
      render(url, context, (caller) => write(calls, caller)),
    );
  }
}

type Caller = Pick<ToolCall, 'principal' | 'signal'>;

/** Subscriptions of the revisions with a session; `subscriptions/listen` of 2026-07-28 is seen to by the transports. */
export function serveSubscriptions({ server }: McpServer, updates: ResourceUpdates): void {
  const watches = new Watches(updates);
  server.setRequestHandler('resources/subscribe', ({ params: { uri } }) => {
    watches.add(uri, () => void server.sendResourceUpdated({ uri }).catch(() => undefined));
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    watches.remove(uri);
    return {};
  });
  server.onclose = () => watches.close();
}
