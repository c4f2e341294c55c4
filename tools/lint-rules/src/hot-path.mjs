const LOG_METHODS = new Set(['debug', 'info', 'warn', 'error', 'log', 'trace']);

/** Files on the way of a market frame: nothing there parses, logs, spreads or waits. */
export const hotPath = {
  meta: {
    type: 'problem',
    docs: { description: 'forbid parsing, logging, spreading and promises on the hot path' },
    messages: {
      parse: 'JSON is not parsed or written on the hot path',
      log: 'The hot path does not log',
      spread: 'Spreading an object allocates on the hot path',
      promise: 'The hot path does not wait',
    },
    schema: [],
  },
  create(context) {
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== 'MemberExpression') return;
        if (callee.object.name === 'JSON') context.report({ node, messageId: 'parse' });
        const owner = callee.object.property?.name ?? callee.object.name;
        if (/^(logger|console)$/.test(owner ?? '') && LOG_METHODS.has(callee.property.name)) {
          context.report({ node, messageId: 'log' });
        }
      },
      'ObjectExpression > SpreadElement'(node) {
        context.report({ node, messageId: 'spread' });
      },
      AwaitExpression(node) {
        context.report({ node, messageId: 'promise' });
      },
    };
  },
};
