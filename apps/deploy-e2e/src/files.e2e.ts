import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { METRICS, VARIABLES } from '@binance-gateway/platform';
import { DEPLOY, ROOT, describeWithTool, run } from './tool.js';

const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');
/** A variable, or the one that names the file of a secret. */
const isVariable = (name: string): boolean => name.replace(/_FILE$/, '') in VARIABLES || name in VARIABLES;

interface Service {
  readonly image?: string;
  readonly read_only?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly build?: { readonly target: string };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

describe('deploy/compose.yaml', () => {
  const { services, secrets, volumes } = parse(read('compose.yaml'), { merge: true }) as Compose;
  const apps = ['gateway', 'mcp-server'];

  it('builds what the Dockerfile has', () => {
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    for (const app of apps) expect(dockerfile).toContain(`AS ${services[app]?.build?.target}\n`);
  });

  it.each(apps)('sets only what %s knows, and its secrets from files alone', (app) => {
    const { environment = {}, secrets: used = [] } = services[app] as Service;
    for (const [name, value] of Object.entries(environment)) {
      expect([name, isVariable(name)]).toEqual([name, true]);
      if (!name.endsWith('_FILE')) continue;
      expect(value).toMatch(/^\/run\/secrets\//);
      expect(used).toContain(value.replace('/run/secrets/', ''));
    }
    const clear = Object.keys(environment).filter(
      (name) => name in VARIABLES && 'isSecret' in VARIABLES[name as keyof typeof VARIABLES],
    );
    expect(clear).toEqual([]);
  });

  it('has every secret and volume that a service names', () => {
    for (const { secrets: used = [], volumes: mounts = [] } of Object.values(services)) {
      for (const name of used) expect(secrets).toHaveProperty(name);
      for (const mount of mounts) {
        const [source = ''] = mount.split(':');
        if (!source.startsWith('.')) expect(volumes).toHaveProperty(source);
      }
    }
  });

  it('opens nothing to the outside but the proxy', () => {
    const open = Object.entries(services).filter(([, { ports = [] }]) =>
      ports.some((port) => !port.startsWith('127.0.0.1:')),
    );
    expect(open.map(([name]) => name)).toEqual(['caddy']);
    for (const app of apps) expect(services[app]?.read_only).toBe(true);
  });
});

describe('settings of the other places', () => {
  it('deploy/fly.toml sets only what the gateway knows', () => {
    const [, environment = ''] = /\[env\]\n([^[]*)/.exec(read('fly.toml')) ?? [];
    const names = [...environment.matchAll(/^\s*(\w+) =/gm)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !isVariable(name))).toEqual([]);
  });

  it('deploy/render.yaml sets only what the gateway knows, and no secret', () => {
    const { services } = parse(read('render.yaml')) as {
      services: { envVars: { key: string; value?: string; sync?: boolean }[] }[];
    };
    const variables = services.flatMap(({ envVars }) => envVars);
    for (const { key, value, sync } of variables) {
      expect([key, isVariable(key)]).toEqual([key, true]);
      if ('isSecret' in VARIABLES[key as keyof typeof VARIABLES])
        expect([sync, value]).toEqual([false, undefined]);
    }
  });

  it('deploy/binance-gateway.service sets only what the gateway knows', () => {
    const names = [...read('binance-gateway.service').matchAll(/^Environment=(.*)$/gm)].flatMap(
      ([, pairs = '']) => pairs.split(' ').map((pair) => pair.split('=')[0] as string),
    );
    expect(names.filter((name) => name !== 'NODE_ENV' && !isVariable(name))).toEqual([]);
  });

  it('deploy/example.env has what the compose file asks for', () => {
    const asked = new Set([...read('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name as string));
    asked.delete('VERSION');
    const given = new Set([...read('example.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name as string));
    expect(given).toEqual(asked);
  });
});

/** Of prom-client's own, and of Prometheus. */
const FOREIGN = /^(up|process_|nodejs_)/;

/** Names of metrics in an expression; a histogram has three series. */
function metricsIn(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|"[^"]*"|by \([^)]*\)|\[[^\]]*\]/g, '');
  return [...bare.matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b/g)]
    .map(([name]) => name)
    .filter((name) => !['histogram_quantile', 'label_values'].includes(name));
}

function unknownMetrics(expressions: readonly string[]): string[] {
  const names = expressions.flatMap(metricsIn);
  expect(names.length).toBeGreaterThan(5);
  return names.filter(
    (name) => !FOREIGN.test(name) && !(name.replace(/_(bucket|sum|count)$/, '') in METRICS),
  );
}

describe('what watches over it', () => {
  const { groups } = parse(read('prometheus/alerts.yaml')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  it('alerts are about metrics that exist', () => {
    expect(unknownMetrics(rules.map(({ expr }) => expr))).toEqual([]);
  });

  it('every alert is explained in docs/operations.md, and nothing else is', () => {
    const operations = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    const explained = [...operations.matchAll(/^### ([A-Z][A-Za-z]+)$/gm)].map(([, name]) => name);
    expect(explained).toEqual(rules.map(({ alert }) => alert));
  });

  it.each(readdirSync(join(DEPLOY, 'grafana/dashboards')))(
    'the dashboard %s shows metrics that exist',
    (name) => {
      const text = read(join('grafana/dashboards', name));
      const { panels } = JSON.parse(text) as { panels: { targets?: { expr: string }[] }[] };
      const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
      expect(unknownMetrics(expressions)).toEqual([]);
    },
  );
});

describeWithTool('promtool', 'Prometheus', () => {
  it.each([
    ['check', 'config', 'deploy/prometheus/prometheus.yaml'],
    ['check', 'rules', 'deploy/prometheus/alerts.yaml'],
    ['test', 'rules', 'deploy/prometheus/alerts.test.yaml'],
  ])('promtool %s %s %s', (...args) => {
    const { status, output } = run('promtool', args);
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

describeWithTool('caddy', 'Caddy', () => {
  const CADDYFILE = 'deploy/caddy/Caddyfile';

  it('takes its file as it is', () => {
    const env = {
      DOMAIN: 'gateway.example',
      GATEWAY_ADDRESS: 'gateway:3000',
      MCP_ADDRESS: 'mcp-server:8000',
    };
    const { status, output } = run(
      'caddy',
      ['validate', '--adapter', 'caddyfile', '--config', CADDYFILE],
      env,
    );
    expect([status, output]).toEqual([0, expect.stringContaining('Valid configuration')]);
    expect(output).not.toContain('not formatted');
  });
});
