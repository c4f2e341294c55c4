/**
 * What feeds the hub. It is asked once per stream name, however many readers there are, and answers
 * by calling `hub.publish` and, when it lost events, `hub.gap`. Both calls are idempotent.
 */
export interface Broker {
  subscribe(names: readonly string[]): void;
  unsubscribe(names: readonly string[]): void;
}
