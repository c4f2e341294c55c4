/** Injection tokens of what main.ts builds before Nest exists. */
export const CONFIG = Symbol('Config');
export const LOGGER = Symbol('Logger');
export const METRICS = Symbol('Metrics');
export const UPSTREAM = Symbol('Upstream');
export const CLOCK = Symbol('Clock');
