export { type UntilOptions, until } from './until.js';
export { FakeClock } from './fake-clock.js';
export { type ProbeOptions, UpgradeRefused, WsProbe } from './ws-probe.js';
export { describeWithFixtures, fixture, fixturesDir, readJsonl, readLines } from './fixtures.js';
