import type { UpgradeMatch } from './upgraded-socket.js';

/** Matches `/ws/ticker/:symbol` and the like, and `/ws/*` with whatever follows; a trailing slash is forgiven. */
export class UpgradeRoute {
  private readonly segments: readonly string[];

  constructor(readonly path: string) {
    this.segments = path.split('/').slice(1);
  }

  /** @returns undefined when the path is another one, or not well-formed */
  match(url: URL): UpgradeMatch | undefined {
    const parts = url.pathname.replace(/\/$/, '').split('/').slice(1);
    const isOpen = this.segments.at(-1) === '*';
    if (isOpen ? parts.length < this.segments.length : parts.length !== this.segments.length)
      return undefined;
    const params: Record<string, string> = {};
    for (const [i, segment] of this.segments.entries()) {
      if (segment === '*') break;
      const part = parts[i] as string;
      if (!segment.startsWith(':')) {
        if (segment !== part) return undefined;
        continue;
      }
      const value = decode(part);
      if (!value) return undefined;
      params[segment.slice(1)] = value;
    }
    return { path: this.path, params, query: url.searchParams };
  }
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
