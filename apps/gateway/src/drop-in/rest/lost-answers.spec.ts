import type { BinanceCaller } from '../testing/binance-caller.js';
import { DropInUnderTest } from '../testing/drop-in-under-test.js';

const LIMIT = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000';

describe.each(['rest', 'ws'])('orders that go out over %s', (transport) => {
  let bed: DropInUnderTest;
  let client: BinanceCaller;
  beforeAll(async () => {
    bed = await DropInUnderTest.start({ ORDER_TRANSPORT: transport });
    client = await bed.client('bot');
  });
  afterAll(() => bed.close());

  it('are answered in the words of the exchange, accepted or refused', async () => {
    const placed = await client.signed('POST', '/api/v3/order', LIMIT);
    const straight = await bed.direct().signed('POST', '/api/v3/order', LIMIT);
    expect(placed.status).toBe(200);
    expect(Object.keys(placed.body)).toEqual(Object.keys(straight.body));
    const refused = await client.signed(
      'POST',
      '/api/v3/order',
      LIMIT.replace('BUY', 'SELL').replace('0.001', '90'),
    );
    expect([refused.status, refused.text]).toEqual([
      400,
      '{"code":-2010,"msg":"Account has insufficient balance for requested action."}',
    ]);
    const gone = await client.signed('DELETE', '/api/v3/order', 'symbol=BTCUSDT&orderId=999999');
    expect([gone.status, gone.text]).toEqual([400, '{"code":-2011,"msg":"Unknown order sent."}']);
  });

  it('whose answer is lost are looked up and answered once', async () => {
    bed.exchange.control.clearRequests();
    bed.exchange.control.inject({
      match: transport === 'rest' ? { method: 'POST', path: '/api/v3/order' } : { path: 'order.place' },
      effect: { kind: 'answer', when: 'after', status: 504, code: -1007, msg: 'Timeout' },
    });
    const placed = await client.signed('POST', '/api/v3/order', `${LIMIT}&newClientOrderId=lost-1`);
    expect(placed.status).toBe(200);
    expect(placed.body).toMatchObject({ clientOrderId: 'lost-1', status: 'NEW', price: '50000.00000000' });
    const orders = await bed.direct().signed('GET', '/api/v3/openOrders', 'symbol=BTCUSDT');
    const found = orders.body.filter(
      ({ clientOrderId }: { clientOrderId: string }) => clientOrderId === 'lost-1',
    );
    expect(found.map(({ orderId }: { orderId: number }) => orderId)).toEqual([placed.body.orderId]);
  });
});
