import { AppError, quoteValue } from '@binance-gateway/domain-types';
import { type Config, TOOLSETS, type Toolset } from '@binance-gateway/platform';

/**
 * The toolsets that a client's URL asks for (`?toolsets=default,connector`), or those that are configured. A session keeps
 * those it began with.
 * @throws AppError INVALID_INPUT that names what there is
 */
export function toolsetsOf(query: URLSearchParams, { mcp }: Config): readonly Toolset[] {
  const asked = query.getAll('toolsets').flatMap((text) => text.split(','));
  if (asked.length === 0) return mcp.toolsets;
  return asked.map((name) => {
    const found = TOOLSETS.find((toolset) => toolset === name.trim());
    if (found !== undefined) return found;
    const message = `there is no toolset ${quoteValue(name.trim())}; give some of ${TOOLSETS.join(', ')}, comma-separated`;
    throw new AppError('INVALID_INPUT', message, { fields: [{ field: 'toolsets', message }] });
  });
}
