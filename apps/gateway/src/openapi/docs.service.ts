import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AppError } from '@binance-gateway/domain-types';
import type { OpenApiDocument } from './document.js';

const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

// A script of its own: the content security policy allows no inline code
const INIT = `window.onload = () => {
  SwaggerUIBundle({ url: '/docs-json', dom_id: '#ui', deepLinking: true, persistAuthorization: true, tryItOutEnabled: true });
};
`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Binance Gateway</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" href="/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`;

export interface Asset {
  readonly type: string;
  readonly body: string | Buffer;
}

/** Builds the document once, on the first request, and reads the files of Swagger UI from its package. */
@Injectable()
export class DocsService {
  private built: Promise<OpenApiDocument> | undefined;

  document(): Promise<OpenApiDocument> {
    this.built ??= import('./document.js').then(({ openApiDocument }) => openApiDocument());
    return this.built;
  }

  page(): string {
    return PAGE;
  }

  /** @throws AppError NOT_FOUND for every name that is not one of the page's files */
  async asset(name: string): Promise<Asset> {
    if (name === 'init.js') return { type: 'text/javascript; charset=utf-8', body: INIT };
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (type === undefined) throw new AppError('NOT_FOUND', 'The documentation has no such file');
    return { type, body: await readFile(join(assetFolder(), name)) };
  }
}

/** swagger-ui-dist comes with @nestjs/swagger and is found from there, wherever npm has put it. */
function assetFolder(): string {
  const fromSwagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return dirname(fromSwagger.resolve('swagger-ui-dist/package.json'));
}
