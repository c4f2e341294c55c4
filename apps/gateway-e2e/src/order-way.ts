/** A new order as it reaches the exchange. Stories about orders are told once by REST and once by the WebSocket API. */
export const PLACE =
  process.env['ORDER_TRANSPORT'] === 'ws'
    ? { method: 'WS', path: 'order.place' }
    : { method: 'POST', path: '/api/v3/order' };
