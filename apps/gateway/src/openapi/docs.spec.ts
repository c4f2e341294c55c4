import { GatewayUnderTest, json } from '../testing/gateway-under-test.js';
import { openApiDocument } from './document.js';

describe('the documentation', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
  });
  afterAll(() => gateway.close());

  const get = (url: string) => gateway.call('GET', url, { token: undefined });

  it('is a page whose every file is there', async () => {
    const page = await get('/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const files = [...page.text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(
      (match) => match[1] as string,
    );
    expect(files).toHaveLength(4);
    for (const file of files) {
      const answer = await get(file);
      expect(answer.status).toBe(200);
      expect(answer.text.length).toBeGreaterThan(100);
    }
  });

  it('has no inline script, which its own policy would forbid', async () => {
    expect((await get('/docs')).text).not.toMatch(/<script>|onload=/);
  });

  it('serves no other file', async () => {
    for (const name of [
      'package.json',
      '..%2fpackage.json',
      '%2e%2e%2f%2e%2e%2fpackage.json',
      'constructor',
    ]) {
      expect((await get(`/docs/${name}`)).status).toBe(404);
    }
  });

  it('is built from the same document that is exported', async () => {
    expect(json(await get('/docs-json'))).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });
});
