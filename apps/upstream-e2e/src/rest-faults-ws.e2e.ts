import './by-ws.js';
import './rest-faults.e2e.js';
