import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS, type WireError } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { LEARNED_AT, decodedFrom } from '../../test/nothing-lost.js';
import { classify } from '../errors.js';
import { decodeOutput } from './output.js';
import { decodeStreamEvent, unwrapStream } from './stream-event.js';
import { decodeUserDataEvent, unwrapUserData } from './user-data-event.js';

interface Recorded {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Endpoints that left the API, or belong to another one: nothing here decodes them. */
const NOT_OURS = new Set(['POST /api/v3/userDataStream', 'GET /sapi/v1/system/status']);

const ours = (r: Recorded): boolean => !NOT_OURS.has(`${r.method} ${r.path}`);

function decodeRecorded({ method, path, body }: Recorded): unknown {
  const op = OPERATIONS.find((o) => o.upstream?.method === method && o.upstream.path === path);
  if (!op) throw new Error(`no operation for ${method} ${path}`);
  return decodeOutput(op, body, LEARNED_AT);
}

describeWithFixtures('recorded REST bodies', () => {
  const json = (name: string): unknown => JSON.parse(readFileSync(fixture(name), 'utf8')) as unknown;
  const withPath = (name: string): Recorded[] =>
    readJsonl<{ method: string; path: string; body: unknown }>(fixture(name)).map((r) => ({
      what: r.path,
      ...r,
    }));

  const whole = readJsonl<{
    name: string;
    request: { method: string; url: string };
    status: number;
    bodyText: string;
  }>(fixture('rest/http_exchanges_with_headers.jsonl'));
  const exchanges = (ok: boolean): (Recorded & { status: number })[] =>
    whole
      .filter((r) => r.status < 300 === ok)
      .map((r) => ({
        what: r.name,
        method: r.request.method,
        path: new URL(r.request.url).pathname,
        body: JSON.parse(r.bodyText) as unknown,
        status: r.status,
      }));

  const market = (path: string, body: unknown): Recorded => ({ what: path, method: 'GET', path, body });
  const FILES: Record<string, () => Recorded[]> = {
    'gocryptotrader_rest.jsonl': () => withPath('rest/gocryptotrader_rest.jsonl'),
    'gocryptotrader_klines.jsonl': () => withPath('rest/gocryptotrader_klines.jsonl'),
    'http_exchanges_with_headers.jsonl': () => exchanges(true),
    'public_answers_2026-02.jsonl': () =>
      readJsonl<{ name: string; body: unknown }>(fixture('rest/public_answers_2026-02.jsonl')).map((r) =>
        market(r.name.startsWith('fetch_ohlcv') ? '/api/v3/klines' : '/api/v3/ticker/24hr', r.body),
      ),
    'exchangeInfo_2025-08_25symbols.json': () => [
      // The origin cut serverTime away when it re-sorted the keys
      market('/api/v3/exchangeInfo', {
        serverTime: LEARNED_AT,
        ...(json('rest/exchangeInfo_2025-08_25symbols.json') as object),
      }),
    ],
    'exchangeInfo_full_BINANCE_2021-10.json': () => [
      market('/api/v3/exchangeInfo', json('rest/exchangeInfo_full_BINANCE_2021-10.json')),
    ],
    'exchangeInfo_recent_rows.jsonl': () =>
      readJsonl<{ raw: unknown }>(fixture('rest/exchangeInfo_recent_rows.jsonl')).map((r) =>
        market('/api/v3/exchangeInfo', r.raw),
      ),
  };

  it.each(Object.keys(FILES))('%s decodes, and nothing is lost', (file) => {
    const records = (FILES[file] as () => Recorded[])().filter(ours);
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      const before = structuredClone(record.body);
      expect(decodeRecorded(record)).toEqual(decodedFrom(record.path, before));
    }
  });

  it('error bodies get their code', () => {
    const seen = readJsonl<{ status: number; body?: WireError }>(
      fixture('rest/errors_seen_in_issue_threads.jsonl'),
    );
    const errors = [
      ...seen,
      ...exchanges(false).map((r) => ({ status: r.status, body: r.body as WireError })),
    ]
      .filter((r) => r.status >= 400)
      .map(({ status, body }) => [status, body?.code, classify(status, body?.code, body?.msg ?? '')]);
    expect(errors).toEqual([
      [418, -1003, 'UPSTREAM_BANNED'],
      [400, -1013, 'FILTER_FAILURE'],
      [409, -2021, 'PARTIAL_FAILURE'],
      [400, -1121, 'UNKNOWN_SYMBOL'],
      [400, -1120, 'REJECTED_BY_EXCHANGE'],
    ]);
  });
});

describeWithFixtures('recorded WebSocket messages', () => {
  // One is worked out from the others; the other is binary (SBE), and we ask for JSON everywhere
  const NOT_MESSAGES = new Set(['btcusdt_expected_book_checkpoints.jsonl', 'user_data_sbe_mainnet.jsonl']);
  const files = readdirSync(fixture('ws')).filter((file) => !NOT_MESSAGES.has(file));
  const USER_EVENTS = new Set(['executionReport', 'outboundAccountPosition', 'balanceUpdate', 'listStatus']);
  const KINDS: Record<string, Record<string, number>> = {
    'btcusdt_20240808T235414Z_depth100ms+bookTicker+trade+snapshot.jsonl.gz': {
      bookTicker: 73174,
      depthUpdate: 6495,
      partialDepth: 1,
      trade: 19904,
    },
    'btcusdt_20240808_first20s.jsonl': { bookTicker: 1614, depthUpdate: 200, partialDepth: 1, trade: 333 },
    'cryptofeed_BINANCE.jsonl': { aggTrade: 2, bookTicker: 84, depthUpdate: 177, kline: 2, partialDepth: 4 },
    'market_event_samples_unicornfy.jsonl': { aggTrade: 1, miniTicker: 1, ticker: 1 },
    'user_data_events_docs_nautilus.jsonl': { user: 6 },
    'user_data_events_live.jsonl': { user: 7 },
  };

  it.each(files)('%s: every message is recognised, checked and kept', (file) => {
    const kinds: Record<string, number> = {};
    for (const { raw } of readJsonl<{ raw: unknown }>(fixture(join('ws', file)))) {
      const { payload, kind, event } = decodeMessage(raw);
      if (event !== payload) throw new Error(`changed: ${JSON.stringify(raw).slice(0, 200)}`);
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    expect(kinds).toEqual(KINDS[file] ?? expect.not.objectContaining({ other: expect.anything() as number }));
  });

  function decodeMessage(raw: unknown): { payload: unknown; kind: string; event: unknown } {
    const { event } = unwrapUserData(raw);
    if (USER_EVENTS.has((event as { e: string }).e)) {
      return { payload: event, kind: 'user', event: decodeUserDataEvent(event) };
    }
    const { payload } = unwrapStream(raw);
    return { payload, ...decodeStreamEvent(payload) };
  }
});
