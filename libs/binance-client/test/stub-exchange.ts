import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
  readonly params: URLSearchParams;
}

/** What to answer; `drop` closes the socket after the request was read, `silence` never answers. */
export type StubAnswer =
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly json?: unknown;
      readonly text?: string;
    }
  | 'drop'
  | 'silence';

export type Answerer = (request: SeenRequest, index: number) => StubAnswer | Promise<StubAnswer>;

/** A real HTTP server on the loopback interface that answers as told and remembers what it was asked. */
export class StubExchange {
  readonly requests: SeenRequest[] = [];
  /** Ever opened. */
  connections = 0;
  url = '';
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => void this.handle(request, response));

  private constructor(private answer: Answerer) {
    this.server.on('connection', (socket) => {
      this.connections++;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(answer: Answerer): Promise<StubExchange> {
    const stub = new StubExchange(answer);
    await new Promise<void>((resolve) => stub.server.listen(0, '127.0.0.1', resolve));
    stub.url = `http://127.0.0.1:${(stub.server.address() as AddressInfo).port}`;
    return stub;
  }

  /** Requests for a path, or for all. */
  asked(path?: string): SeenRequest[] {
    return path === undefined ? this.requests : this.requests.filter((r) => r.path === path);
  }

  answerWith(answer: Answerer): void {
    this.answer = answer;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const body = Buffer.concat(chunks).toString('utf8');
    const params = new URLSearchParams([query, body].filter((part) => part !== '').join('&'));
    const seen = { method: request.method ?? '', path, query, body, headers: request.headers, params };
    this.requests.push(seen);
    const answer = await this.answer(seen, this.requests.length - 1);
    if (answer === 'silence') return;
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    // Tests on a clock of their own must not meet today's date
    response.sendDate = false;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.text ?? JSON.stringify(answer.json ?? {}));
  }
}
