import { assertSkew } from '../skewed-clock.js';
import { LONGEST_DELAY_MS, LONGEST_WAIT_MS, MOST_WEIGHT } from './fault-shapes.js';
import type { FaultSwitch } from './switch.js';

/** What the exchange does to everybody at once, and what happens to user data. */
export const EXCHANGE_SWITCHES: readonly FaultSwitch[] = [
  {
    name: 'ban',
    group: 'limits and clock',
    meaning: '418 for every request of everybody until the time is over',
    fields: { ms: 'how long' },
    example: { ms: 120_000 },
    read: (fields) => {
      const ms = fields.integer('ms', { min: 1, max: LONGEST_WAIT_MS });
      return ({ rateLimits, clock }) => {
        const until = rateLimits.banEverybody(ms);
        return { isOver: () => clock.now() >= until, end: () => rateLimits.liftBans() };
      };
    },
  },
  {
    name: 'spendWeight',
    group: 'limits and clock',
    meaning: 'request weight that no client of yours has used: the headers drift away from what it counted',
    fields: { weight: 'added to the running minute' },
    example: { weight: 3000 },
    read: (fields) => {
      const weight = fields.integer('weight', { min: 1, max: MOST_WEIGHT });
      return ({ rateLimits }) => rateLimits.spend(weight);
    },
  },
  {
    name: 'clockSkew',
    group: 'limits and clock',
    meaning: "the exchange's clock goes wrong: signed requests fail with -1021",
    fields: { ms: 'ahead of everybody else; negative: behind' },
    example: { ms: -6000 },
    read: (fields) => {
      const ms = fields.integer('ms');
      return ({ clock }) => {
        assertSkew(clock.skewMs + ms, 'ms');
        clock.skewMs += ms;
        return { end: () => (clock.skewMs -= ms) };
      };
    },
  },
  {
    name: 'holdUserEvents',
    group: 'user data',
    meaning: 'user data events wait until the fault is taken back, then come in order',
    fields: {},
    example: {},
    read:
      () =>
      ({ userEvents }) => ({ end: userEvents.hold() }),
  },
  {
    name: 'delayUserEvents',
    group: 'user data',
    meaning: 'user data events come later than the answers to the requests that caused them',
    fields: { ms: 'how much later' },
    example: { ms: 1500 },
    read: (fields) => {
      const ms = fields.integer('ms', { min: 1, max: LONGEST_DELAY_MS });
      return ({ userEvents }) => {
        userEvents.delay(ms);
        return { end: () => userEvents.delay(0) };
      };
    },
  },
  {
    name: 'dropUserEvents',
    group: 'user data',
    meaning: 'the next user data events are lost',
    fields: { count: 'how many, `1` when absent' },
    example: { count: 3 },
    read: (fields) => {
      const count = fields.optionalInteger('count', { min: 1 }) ?? 1;
      return ({ userEvents }) => userEvents.drop(count);
    },
  },
  {
    name: 'repeatUserEvents',
    group: 'user data',
    meaning: 'the next user data events arrive twice',
    fields: { count: 'how many, `1` when absent' },
    example: { count: 2 },
    read: (fields) => {
      const count = fields.optionalInteger('count', { min: 1 }) ?? 1;
      return ({ userEvents }) => userEvents.repeat(count);
    },
  },
];
