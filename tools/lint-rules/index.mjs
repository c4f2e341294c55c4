import { guardedRoutes } from './src/guarded-routes.mjs';
import { hotPath } from './src/hot-path.mjs';
import { noFloatMoney } from './src/no-float-money.mjs';

/** ESLint plugin of this workspace: rules that keep promises no generic rule can keep. */
export default {
  meta: { name: 'binance-gateway', version: '0.1.0' },
  rules: {
    'guarded-routes': guardedRoutes,
    'hot-path': hotPath,
    'no-float-money': noFloatMoney,
  },
};
