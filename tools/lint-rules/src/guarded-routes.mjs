const HTTP_METHODS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Options', 'Head']);
/** Decorators that state who may call: an operation carries its scope, `Public` says that anyone may. */
const ACCESS = new Set(['OperationRoute', 'Public', 'RequireScope']);

const nameOf = (decorator) => {
  const { expression } = decorator;
  return expression.type === 'CallExpression' ? expression.callee.name : expression.name;
};

/** Every controller handler says who may call it, on itself or on its class. */
export const guardedRoutes = {
  meta: {
    type: 'problem',
    docs: { description: 'require an access decorator on every route' },
    messages: {
      unguarded: 'Route {{name}} does not say who may call it: use @OperationRoute, @RequireScope or @Public',
    },
    schema: [],
  },
  create(context) {
    return {
      MethodDefinition(node) {
        const decorators = (node.decorators ?? []).map(nameOf);
        if (!decorators.some((name) => HTTP_METHODS.has(name))) return;
        const ofClass = (node.parent.parent.decorators ?? []).map(nameOf);
        if ([...decorators, ...ofClass].some((name) => ACCESS.has(name))) return;
        context.report({ node, messageId: 'unguarded', data: { name: node.key.name ?? 'handler' } });
      },
    };
  },
};
