import type { FaultEffect, Simulator } from '@binance-gateway/exchange-simulator';

/** Way of the orders of this run. Each suite about orders runs once by REST and once by the WebSocket API. */
export const ORDER_WAY: 'rest' | 'ws' = process.env['ORDER_TRANSPORT'] === 'ws' ? 'ws' : 'rest';

export interface Request {
  readonly transport: 'rest' | 'ws';
  readonly method: string;
  readonly path: string;
}

const byWay = (method: string, wsMethod: string): Request =>
  ORDER_WAY === 'ws'
    ? { transport: 'ws', method: 'WS', path: wsMethod }
    : { transport: 'rest', method, path: '/api/v3/order' };

export const PLACE = byWay('POST', 'order.place');
export const CANCEL = byWay('DELETE', 'order.cancel');

/** Refused for good: neither repeated nor asked another way. */
const UNANSWERABLE: FaultEffect = {
  kind: 'answer',
  when: 'before',
  status: 403,
  code: -1099,
  msg: 'not now',
};

/**
 * The question what became of an order is not answered, whichever way it comes: when the WebSocket API is lost it goes
 * by REST. @returns takes it back
 */
export function refuseQuestions({ control }: Pick<Simulator, 'control'>): () => void {
  const takeBack = [
    { method: 'WS', path: 'order.status' },
    { method: 'GET', path: '/api/v3/order' },
  ].map((match) => control.inject({ match, times: 1_000, effect: UNANSWERABLE }));
  return () => takeBack.forEach((take) => take());
}
