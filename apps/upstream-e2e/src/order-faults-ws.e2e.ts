import './by-ws.js';
import './order-faults.e2e.js';
