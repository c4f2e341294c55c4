import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const FORM = 'application/x-www-form-urlencoded';

/** HTTPS to a host whose certificate comes from a CA of the test's own. */
export class HttpsClient {
  constructor(
    readonly port: number,
    readonly ca: string,
    /** Without one, as clients of Binance that know of none. */
    private readonly token?: string,
  ) {}

  get wsUrl(): string {
    return `wss://localhost:${this.port}`;
  }

  /** @param body an object goes as JSON, text as a form */
  async ask(
    method: string,
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.open(method, path, body, headers);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
    return { status: response.statusCode as number, headers: response.headers, body: text };
  }

  /** The response as soon as its head is there; its body may never end. */
  open(
    method: string,
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...{
            host: '127.0.0.1',
            servername: 'localhost',
            port: this.port,
            ca: this.ca,
            method,
            path,
            agent: false,
          },
          headers: {
            host: `localhost:${this.port}`,
            ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
            ...(body === undefined
              ? {}
              : { 'content-type': typeof body === 'string' ? FORM : 'application/json' }),
            ...headers,
          },
        },
        resolve,
      );
      outgoing.once('error', reject);
      outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
    });
  }
}
