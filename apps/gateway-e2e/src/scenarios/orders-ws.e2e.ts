import '../by-ws.js';
import './orders.e2e.js';
