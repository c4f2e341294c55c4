/** A refusal with Binance's code and message, e.g. -2010 "Account has insufficient balance for requested action." */
export class EngineReject extends Error {
  override readonly name = 'EngineReject';
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}
