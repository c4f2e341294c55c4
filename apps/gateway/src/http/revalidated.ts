import { createHash } from 'node:crypto';
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExchangeInfo, getExchangeInfo } from '@binance-gateway/domain-types';

/** Operations whose answer has an `ETag`: large, and seldom another one. */
export const REVALIDATED: ReadonlySet<string> = new Set([getExchangeInfo.name]);
const PATHS: ReadonlySet<string> = new Set([`/api/v1/${getExchangeInfo.route.path}`]);

/** As Fastify says it. */
const JSON_TYPE = 'application/json; charset=utf-8';

/** The text of an answer on both sides of its time, and the digest of the two. */
interface Printed {
  readonly before: string;
  readonly after: string;
  readonly content: string;
}

/** By list of symbols: while the exchange says the same, the list is the same, and so is all but the time. */
const printed = new WeakMap<object, Printed>();

export interface TaggedText {
  readonly text: string;
  /** Strong: another byte, another tag. What comes before its last dash is the same while only the time differs. */
  readonly tag: string;
}

/** An answer as text, printed once however often it is asked for. */
export function taggedText(info: ExchangeInfo): TaggedText {
  const { symbols, serverTime } = info;
  let parts = printed.get(symbols);
  if (!parts) printed.set(symbols, (parts = print(info)));
  const { before, after, content } = parts;
  return { text: `${before}${serverTime}${after}`, tag: `"${content}-${serverTime.toString(36)}"` };
}

/**
 * The tag among those of `If-None-Match` that still stands for the answer: of the same bytes, or of the same but for the
 * time they tell, which is no reason to send megabytes again.
 */
export function heldTag(ifNoneMatch: string | undefined, tag: string): string | undefined {
  if (ifNoneMatch === undefined) return undefined;
  if (ifNoneMatch.trim() === '*') return tag;
  const held = ifNoneMatch.match(/"[A-Za-z0-9_-]{1,80}"/g) ?? [];
  return held.find((one) => contentOf(one) === contentOf(tag));
}

/** Sends such an answer: with its tag, as text that is printed already. */
export const Tagged = createParamDecorator(
  (_: unknown, context: ExecutionContext): ((answer: unknown) => unknown) => {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return (answer) => {
      const { text, tag } = taggedText(answer as ExchangeInfo);
      void reply
        .headers({ etag: tag, 'cache-control': 'private, no-cache', 'content-type': JSON_TYPE })
        .serializer(() => text);
      return answer;
    };
  },
);

/** Turns such an answer into a 304 for those who have it. To be called before routes are registered. */
export function answerHolders(instance: FastifyInstance): void {
  instance.addHook('onRoute', (route) => {
    if (PATHS.has(route.url)) route.onSend = sendNothingNew;
  });
}

function sendNothingNew(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  const tag = reply.getHeader('etag');
  const held = typeof tag === 'string' ? heldTag(request.headers['if-none-match'], tag) : undefined;
  if (held === undefined) {
    done(null, payload);
    return;
  }
  void reply.code(304).header('etag', held).removeHeader('content-type');
  done(null, null);
}

function print(info: ExchangeInfo): Printed {
  const text = JSON.stringify(info);
  const time = `"serverTime":${info.serverTime}`;
  const end = text.indexOf(time) + time.length;
  const before = text.slice(0, end - String(info.serverTime).length);
  const after = text.slice(end);
  const content = createHash('sha256').update(before).update(after).digest('base64url').slice(0, 27);
  return { before, after, content };
}

function contentOf(tag: string): string {
  return tag.slice(0, tag.lastIndexOf('-'));
}
