// The exchange of a bench, in a process of its own: its work is not the gateway's. Sends its URLs to the parent.
import { startSimulator } from '@binance-gateway/exchange-simulator';

const { urls } = await startSimulator({ seed: 1 });
process.send?.(urls);
process.on('disconnect', () => process.exit(0));
