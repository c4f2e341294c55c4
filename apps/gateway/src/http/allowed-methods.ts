import type { FastifyInstance } from 'fastify';

/** Which methods a path answers: the difference between 404 and 405. */
export class AllowedMethods {
  private readonly routes: { pattern: RegExp; methods: string[] }[] = [];

  /** Learns the routes as they are registered; call it before any. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ url, method }) => {
      // a catch-all answers 404 by itself; it does not make every path known
      if (url === '*' || url === '/*') return;
      const methods = Array.isArray(method) ? method : [method];
      const source = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+');
      this.routes.push({ pattern: new RegExp(`^${source.replace('*', '.*')}$`), methods });
    });
  }

  /** Sorted; empty when no route has this path. */
  of(url: string): string[] {
    const path = url.split('?', 1)[0] ?? url;
    const found = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}
