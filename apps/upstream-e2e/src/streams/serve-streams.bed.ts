import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Hub,
  WsTransport,
  handleRequest,
  marketStreamName,
  parseDepthWindowName,
} from '@binance-gateway/stream-hub';
import { WebSocketServer } from 'ws';

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** `/ws` of the gateway without its guard. */
export function serve(server: Server, hub: Hub, admitBook: (symbol: string) => void): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const resolve = (name: string): string | undefined => {
    const window = parseDepthWindowName(name);
    if (!window) return marketStreamName(name);
    admitBook(window.symbol);
    return name;
  };
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const client = hub.attach(new WsTransport(ws, socket), { format: 'envelope' });
      ws.on('message', (text: Buffer) => handleRequest(client, text, { resolve }));
      ws.on('error', () => undefined);
      ws.on('close', () => client.detach());
    });
  });
  return sockets;
}
