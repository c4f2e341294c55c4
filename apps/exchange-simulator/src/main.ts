#!/usr/bin/env node
import { startSimulator } from '@binance-gateway/exchange-simulator';
import { type Config, ConfigError, loadConfig, onStopSignal } from '@binance-gateway/platform';
import { banner } from './banner.js';
import { simulatorOptions } from './simulator-options.js';

function readConfig(): Config {
  try {
    return loadConfig('exchange-simulator');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const config = readConfig();
const simulator = await startSimulator(simulatorOptions(config));
onStopSignal(() => void simulator.close().then(() => process.exit(0)));
console.log(banner(simulator));
