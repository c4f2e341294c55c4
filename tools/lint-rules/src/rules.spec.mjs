import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import plugin from '../index.mjs';

const lint = (rule, code) =>
  new Linter()
    .verify(
      code,
      [
        {
          files: ['**/*.ts'],
          languageOptions: { parser },
          plugins: { own: plugin },
          rules: { [`own/${rule}`]: 'error' },
        },
      ],
      'a.ts',
    )
    .map((message) => message.messageId ?? message.message);

describe('guarded-routes', () => {
  it.each([
    ['class A { @Get() a() {} }', ['unguarded']],
    ['class A { @Post("x") @HttpCode(200) a() {} }', ['unguarded']],
    ['class A { @Get() @Public() a() {} }', []],
    ['@Public() class A { @Get() a() {} }', []],
    ['class A { @OperationRoute(op) a() {} }', []],
    ['class A { helper() {} }', []],
  ])('%s', (code, expected) => expect(lint('guarded-routes', code)).toEqual(expected));
});

describe('hot-path', () => {
  it.each([
    ['JSON.parse(a)', ['parse']],
    ['this.logger.debug({}, "x")', ['log']],
    ['logger.warn({}, "x")', ['log']],
    ['const a = { ...b }', ['spread']],
    ['async function f() { await g(); }', ['promise']],
    ['f(...args); map.get(a); this.metrics.count(1)', []],
  ])('%s', (code, expected) => expect(lint('hot-path', code)).toEqual(expected));
});

describe('no-float-money', () => {
  it.each([
    ['parseFloat(x)', ['parseFloat']],
    ['Number.parseFloat(x)', ['parseFloat']],
    ['Number(order.price)', ['convert']],
    ['Number(origQty)', ['convert']],
    ['+fill.commission', ['convert']],
    ['Number(order.quantity as string)', ['convert']],
    ['Number(order.orderId); +limit; Number(priceScale)', []],
  ])('%s', (code, expected) => expect(lint('no-float-money', code)).toEqual(expected));
});
