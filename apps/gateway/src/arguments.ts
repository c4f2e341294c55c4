import { parseArgs } from 'node:util';

const USAGE = `Usage: node main.js [--doctor [--json]]

  --doctor  look at everything the gateway needs, say what is wrong, and end
  --json    the same as one JSON document

Settings are environment variables: docs/configuration.md.`;

export interface Arguments {
  readonly doctor: boolean;
  readonly json: boolean;
}

/** Ends the process when they make no sense, or ask for help. */
export function readArguments(): Arguments {
  const options = {
    doctor: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.json && !values.doctor) throw new Error('--json belongs to --doctor');
    if (!values.help) return values;
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    process.exit(2);
  }
}
