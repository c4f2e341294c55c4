/**
 * The whole state of an engine as plain JSON: what `save` gives and `EngineOptions.restore` takes. Only
 * `version` is for others to read.
 */
export interface EngineSnapshot {
  readonly version: 1;
  readonly state: unknown;
}
