import { type Config, ConfigError, type Environment, loadConfig } from '@binance-gateway/platform';

/** The configuration, or the end of the process with a message that names what is wrong. */
export function readConfig(environment: Environment, options?: Parameters<typeof loadConfig>[2]): Config {
  try {
    return loadConfig('mcp-server', environment, options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
