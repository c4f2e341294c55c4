import './by-ws.js';
import './order-crash.e2e.js';
