/**
 * `timeout`: deadline passed; `connection`: refused, reset or lost; `aborted`: by the caller; `too-large`: body over
 * the cap; `held-back`: by `mayLeave`, whose error is the cause.
 */
export type TransportFailure = 'timeout' | 'connection' | 'aborted' | 'too-large' | 'held-back';

/** No answer. Whether the request can have had an effect is in `sent`. */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  constructor(
    readonly failure: TransportFailure,
    /** False only when it is certain that no byte reached a socket. */
    readonly sent: boolean,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
