export { type UntilOptions, until } from './until.js';
export { FakeClock } from './fake-clock.js';
export { LeapClock, type LeapClockOptions } from './leap-clock.js';
export {
  type Direction,
  FaultProxy,
  type FaultProxyOptions,
  type MessageFate,
} from './faults/fault-proxy.js';
export { type ProbeOptions, UpgradeRefused, WsProbe } from './ws-probe.js';
export { describeWithFixtures, fixture, fixturesDir, readJsonl, readLines } from './fixtures.js';
