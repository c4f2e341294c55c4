import {
  CONTROL_ROUTES,
  type ControlRoute,
  FAULT_SWITCHES,
  type FaultGroup,
} from '@binance-gateway/exchange-simulator';
import { markdownTable } from '@binance-gateway/platform';

const code = (text: string): string => `\`${text}\``;

/** Every route of the control API. */
export function controlTable(): string {
  return markdownTable(
    ['request', 'what it does', 'members of the body, or of the query'],
    CONTROL_ROUTES.map((route) => [code(`${route.method} ${route.path}`), route.summary, fieldsOf(route)]),
  );
}

function fieldsOf({ fields = {} }: ControlRoute): string {
  return (
    Object.entries(fields)
      .map(([name, meaning]) => `${code(name)}: ${meaning}`)
      .join('; ') || '–'
  );
}

/** The faults of one group, each with a body that works as it is. */
export function faultTable(group: FaultGroup): string {
  return markdownTable(
    ['fault', 'what happens', 'example'],
    FAULT_SWITCHES.filter((row) => row.group === group).map(({ name, meaning, example }) => [
      code(name),
      meaning,
      code(JSON.stringify({ fault: name, ...example })),
    ]),
  );
}

/** What the settings of a group's faults mean; a setting of several faults is told once. */
export function settingsTable(group: FaultGroup): string {
  const rows = FAULT_SWITCHES.filter((row) => row.group === group);
  const pairs = rows.flatMap(({ name, fields }) =>
    Object.entries(fields).map(([field, meaning]) => ({ name, field, meaning })),
  );
  const told = [...new Set(pairs.map(({ field, meaning }) => JSON.stringify([field, meaning])))];
  return markdownTable(
    ['setting', 'meaning', 'of'],
    told.map((key) => {
      const [field, meaning] = JSON.parse(key) as [string, string];
      const of = pairs.filter((pair) => pair.field === field && pair.meaning === meaning);
      const isOfAll = of.length === rows.length;
      return [code(field), meaning, isOfAll ? 'all' : of.map(({ name }) => code(name)).join(' ')];
    }),
  );
}

export const FAULT_GROUPS: readonly FaultGroup[] = [
  'requests',
  'limits and clock',
  'user data',
  'streams',
  'connections',
];
