import '../by-ws.js';
import './order-journal.e2e.js';
