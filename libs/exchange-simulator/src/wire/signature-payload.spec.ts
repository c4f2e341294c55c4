import { restPayload, wsEncodedPayload, wsPayload } from './signature-payload.js';

describe('restPayload', () => {
  it('joins query and body without a separator', () => {
    expect(restPayload('symbol=A&side=BUY', 'quantity=1&signature=x').toString()).toBe(
      'symbol=A&side=BUYquantity=1',
    );
  });

  it.each([
    ['first', 'signature=x&a=1&b=2'],
    ['in the middle', 'a=1&signature=x&b=2'],
    ['last', 'a=1&b=2&signature=x'],
  ])('takes the signature out when it comes %s', (_, query) => {
    expect(restPayload(query, '').toString()).toBe('a=1&b=2');
  });

  it('leaves escapes, order and other names alone', () => {
    const query = 'b=%7e&a=%7E&mysignature=1&c=+';
    expect(restPayload(query, '').toString()).toBe(query);
  });

  it('keeps raw bytes as they came', () => {
    const raw = Buffer.from('symbol=币', 'utf8').toString('latin1');
    expect(restPayload(raw, '').toString('utf8')).toBe('symbol=币');
  });
});

describe('wsPayload', () => {
  it('sorts by name and prints numbers as JavaScript does', () => {
    expect(wsPayload({ timestamp: 1, apiKey: 'k', b: true, a: 1.5, signature: 's' }).toString()).toBe(
      'a=1.5&apiKey=k&b=true&timestamp=1',
    );
  });

  it('percent-encodes nothing, the lenient variant does', () => {
    const params = { symbol: '币&U', list: ['A', 'B'] };
    expect(wsPayload(params).toString()).toBe('list=["A","B"]&symbol=币&U');
    expect(wsEncodedPayload(params).toString()).toBe('list=%5B%22A%22%2C%22B%22%5D&symbol=%E5%B8%81%26U');
  });
});
