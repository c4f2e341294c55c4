import { Inject, Injectable } from '@nestjs/common';
import { formatStreamName, parseStreamName } from '@binance-gateway/domain-types';
import { type Client, DISCONNECT } from '@binance-gateway/stream-hub';
import { Connections, type Reformat } from '../../streams/connections.js';
import { MAX_REQUEST_BYTES } from '../../streams/many.gateway.js';
import { STREAM_FEEDS, type StreamFeeds } from '../../streams/stream-feeds.js';
import type { UpgradedSocket } from '../../streams/upgraded-socket.js';
import { type ControlTarget, answerControl } from './control-messages.js';
import { MicrosecondTransport } from './microsecond-transport.js';
import type { StreamTarget } from './stream-target.js';

/** Of one connection, as at Binance. */
const MAX_STREAMS = 1024;
/** Names that mean nothing are kept as well, so that what they take has to be limited. */
const MAX_NAME_BYTES = MAX_REQUEST_BYTES;
const TOO_LONG = `{"error":{"code":2,"msg":"Invalid request: longer than ${MAX_REQUEST_BYTES} bytes"}}`;

/** The market streams as Binance serves them, from the hub everybody reads. */
@Injectable()
export class BinanceStreams {
  constructor(
    private readonly connections: Connections,
    @Inject(STREAM_FEEDS) private readonly feeds: StreamFeeds,
  ) {}

  accept(socket: UpgradedSocket, target: StreamTarget): void {
    let control: StreamControl | undefined;
    this.connections.accept(socket, {
      format: target.isCombined ? 'combined' : 'raw',
      ...(target.timeUnit === 'MICROSECOND'
        ? { through: (transport) => new MicrosecondTransport(transport) }
        : {}),
      onText: (client, text, reformat) => {
        control ??= new StreamControl(this.feeds, client);
        control.reformat = reformat;
        const answer =
          text.length > MAX_REQUEST_BYTES ? TOO_LONG : answerControl(text.toString('utf8'), control);
        control.client.reply(Buffer.from(answer));
      },
      onOpen: (client) => {
        control = new StreamControl(this.feeds, client);
        if (!control.subscribe(target.names)) client.close(DISCONNECT.BAD_REQUEST, 'too many streams');
      },
    });
  }
}

/** The subscriptions of one connection, under the names it gave. */
class StreamControl implements ControlTarget {
  reformat: Reformat | undefined;
  /** Names that mean nothing are accepted and stay silent, as at Binance: some clients begin with one. */
  private readonly channels = new Map<string, string | undefined>();
  private nameLength = 0;

  constructor(
    private readonly feeds: StreamFeeds,
    public client: Client,
  ) {}

  get isCombined(): boolean {
    return this.client.format === 'combined';
  }

  set isCombined(isCombined: boolean) {
    if (isCombined === this.isCombined || !this.reformat) return;
    if (this.client.isStalled) {
      // what waits for it would be lost without a sign
      this.client.close(DISCONNECT.SLOW);
      return;
    }
    this.client = this.reformat(isCombined ? 'combined' : 'raw');
    for (const channel of new Set(this.channels.values()))
      if (channel !== undefined) this.client.subscribe(channel);
  }

  subscribe(names: readonly string[]): boolean {
    const added = new Set(names.filter((name) => !this.channels.has(name)));
    if (this.channels.size + added.size > MAX_STREAMS) return false;
    const length = [...added].reduce((sum, name) => sum + name.length, 0);
    if (this.nameLength + length > MAX_NAME_BYTES) return false;
    this.nameLength += length;
    for (const name of added) {
      const channel = channelOf(name, this.feeds);
      this.channels.set(name, channel);
      if (channel !== undefined) this.client.subscribe(channel);
    }
    return true;
  }

  unsubscribe(names: readonly string[]): void {
    for (const name of names) {
      const channel = this.channels.get(name);
      if (this.channels.delete(name)) this.nameLength -= name.length;
      // another spelling of the same stream may still be wanted
      if (channel !== undefined && ![...this.channels.values()].includes(channel))
        this.client.unsubscribe(channel);
    }
  }

  subscriptions(): string[] {
    return [...this.channels.keys()];
  }
}

/** The channel of a stream of the exchange; undefined for any other name, the gateway's own channels included. */
function channelOf(name: string, { symbols }: StreamFeeds): string | undefined {
  const stream = parseStreamName(name);
  if (!stream) return undefined;
  if ('symbol' in stream && !symbols.get(stream.symbol)) {
    // it may be listed since; asks at most once a minute, and the client's next try finds it
    symbols.require(stream.symbol).catch(() => undefined);
    return undefined;
  }
  return formatStreamName(stream);
}
