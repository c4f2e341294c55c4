const MONEY =
  /(?:^|[a-z_])(?:price|prices|qty|quantity|notional|commission|balance|amount|free|locked|volume)$/i;

const nameOf = (node) => {
  if (!node) return '';
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return node.property.name ?? String(node.property.value ?? '');
  if (node.type === 'TSAsExpression' || node.type === 'TSNonNullExpression') return nameOf(node.expression);
  return '';
};

const isMoney = (node) => MONEY.test(nameOf(node));

/** Money is a decimal string, a Decimal or a scaled bigint. A float has lost digits before anyone looked. */
export const noFloatMoney = {
  meta: {
    type: 'problem',
    docs: { description: 'forbid floating point arithmetic on money' },
    messages: {
      parseFloat: 'parseFloat makes a float: use Decimal',
      convert: '{{name}} is money: use Decimal, not a number',
    },
    schema: [],
  },
  create(context) {
    const report = (node, of) => context.report({ node, messageId: 'convert', data: { name: nameOf(of) } });
    return {
      CallExpression(node) {
        const callee = nameOf(node.callee);
        if (callee === 'parseFloat') context.report({ node, messageId: 'parseFloat' });
        else if (callee === 'Number' && node.arguments.some(isMoney))
          report(node, node.arguments.find(isMoney));
      },
      UnaryExpression(node) {
        if (node.operator === '+' && isMoney(node.argument)) report(node, node.argument);
      },
    };
  },
};
