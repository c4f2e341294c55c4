// The exchange of a bench, in a process of its own: its work is not the gateway's. Sends its URLs to the parent.
import { silentLogger, systemClock, systemRandom } from '@binance-gateway/domain-types';
import { Metrics, assembleUpstream, loadConfig } from '@binance-gateway/platform';

const deps = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics: new Metrics() };
const upstream = await assembleUpstream(loadConfig('gateway', {}), deps);
process.send?.(upstream.simulator?.urls);
process.on('disconnect', () => {
  void upstream.close().finally(() => process.exit(0));
});
