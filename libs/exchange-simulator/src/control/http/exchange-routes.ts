import { FAULT_SWITCHES } from '../../faults/switchboard.js';
import { ANY_OTHER, ControlError } from '../fields.js';
import type { ControlRequest, ControlRoute } from './route.js';

const RECORD_FIELDS = {
  after: 'only what has a higher sequence number',
  limit: 'at most so many, oldest first; `1000` when absent',
} as const;
const DEFAULT_LIMIT = 1000;

/** Time, faults, the record, and the whole. */
export const EXCHANGE_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/control/status',
    summary: 'time, URLs, open connections, faults that stand',
    run: (_, { control, urls }) => ({
      time: control.time,
      clockSkewMs: control.clockSkewMs,
      urls: urls(),
      wsApiConnections: control.wsApiConnections,
      streams: control.streams.stats(),
      faults: control.faults.active(),
    }),
  },
  {
    method: 'GET',
    path: '/control/state',
    summary: 'orders, balances, symbols, accounts and keys (secrets too), trades and klines as JSON to keep',
    run: (_, { control }) => control.save(),
  },
  {
    method: 'PUT',
    path: '/control/state',
    summary:
      'goes on from there, or refuses it and changes nothing: connections are cut, faults and the record forgotten; a market that stands still stays so',
    fields: { [ANY_OTHER]: 'what `GET /control/state` answered' },
    maxBodyBytes: 128 * 1024 * 1024,
    run: ({ body }, { restore }) => restore(body.all()),
  },
  {
    method: 'GET',
    path: '/control/time',
    summary: "the exchange's clock, and how far it is wrong on purpose",
    run: (_, { control }) => ({ time: control.time, skewMs: control.clockSkewMs }),
  },
  {
    method: 'PUT',
    path: '/control/time',
    summary: 'sets the clock wrong: signed requests begin to fail with -1021',
    fields: { skewMs: 'ahead of everybody else; negative: behind; `0` sets it right' },
    run: ({ body }, { control }) => {
      const skewMs = body.integer('skewMs');
      control.skewClock(skewMs);
    },
  },
  {
    method: 'GET',
    path: '/control/faults',
    summary: 'the table of faults with an example of each, and those that stand',
    run: (_, { control }) => ({
      switches: FAULT_SWITCHES.map(({ name, group, meaning, fields, example }) => ({
        fault: name,
        group,
        meaning,
        fields,
        example: { fault: name, ...example },
      })),
      active: control.faults.active(),
    }),
  },
  {
    method: 'POST',
    path: '/control/faults',
    summary: 'switches a fault on; the answer has its `id`',
    fields: { fault: 'its name', [ANY_OTHER]: 'its settings, see the table of faults' },
    run: ({ body }, { control }) => {
      const fault = body.text('fault');
      return control.faults.start(fault, body.without('fault'));
    },
  },
  {
    method: 'DELETE',
    path: '/control/faults/{id}',
    summary: 'takes it back',
    run: ({ path }, { control }) => {
      const id = path['id'] as string;
      if (!/^[1-9][0-9]{0,14}$/.test(id))
        throw new ControlError(400, 'id must be a whole number from 1', 'id');
      if (!control.faults.stop(Number(id))) throw new ControlError(404, `no fault ${id} stands`, 'id');
    },
  },
  {
    method: 'DELETE',
    path: '/control/faults',
    summary: 'takes everything back, bans too; what has happened to connections stays',
    run: (_, { control }) => control.clearFaults(),
  },
  {
    method: 'GET',
    path: '/control/record/requests',
    summary: 'every request that reached the exchange, with status, code and weight',
    fields: {
      path: 'HTTP path or WS API method',
      method: 'HTTP method, `WS` for the WS API',
      ...RECORD_FIELDS,
    },
    run: (request, { control }) =>
      control.record.requests({
        ...page(request),
        path: text(request, 'path'),
        method: text(request, 'method'),
      }),
  },
  {
    method: 'GET',
    path: '/control/record/orders',
    summary: 'every order that was accepted, however it ended',
    fields: { account: 'whose', clientOrderId: 'exactly', ...RECORD_FIELDS },
    run: (request, { control }) =>
      control.record.orders({
        ...page(request),
        account: text(request, 'account'),
        clientOrderId: text(request, 'clientOrderId'),
      }),
  },
  {
    method: 'GET',
    path: '/control/record/userEvents',
    summary: 'every user data event as the exchange made it, heard by anybody or not',
    fields: { account: 'whose', ...RECORD_FIELDS },
    run: (request, { control }) =>
      control.record.userEvents({ ...page(request), account: text(request, 'account') }),
  },
  {
    method: 'GET',
    path: '/control/record/frames',
    summary: 'frames of subscribed streams as the exchange made them, while they are kept',
    fields: { stream: 'name of the stream', ...RECORD_FIELDS },
    run: (request, { control }) =>
      control.record.frames({ ...page(request), stream: text(request, 'stream') }),
  },
  {
    method: 'PUT',
    path: '/control/record/frames',
    summary: 'begins or ends keeping them',
    fields: { keep: '`true` or `false`' },
    run: ({ body }, { control }) => {
      const keep = body.flag('keep', true);
      control.record.keepFrames(keep);
    },
  },
  {
    method: 'DELETE',
    path: '/control/record',
    summary: 'forgets the record; sequence numbers go on',
    run: (_, { control }) => control.record.clear(),
  },
];

function text({ query }: ControlRequest, name: string): string | undefined {
  return query.optionalText(name);
}

function page(request: ControlRequest): { after: number; limit: number } {
  return { after: count(request, 'after') ?? 0, limit: count(request, 'limit') ?? DEFAULT_LIMIT };
}

function count(request: ControlRequest, name: string): number | undefined {
  const value = text(request, name);
  if (value === undefined) return undefined;
  if (!/^[0-9]{1,15}$/.test(value)) throw new ControlError(400, `${name} must be a whole number`, name);
  return Number(value);
}
