import { writeFileSync } from 'node:fs';
import { openApiDocument } from './document.js';

// node dist/openapi/export.js <file>
writeFileSync(process.argv[2] ?? 'openapi.json', `${JSON.stringify(openApiDocument(), null, 2)}\n`);
