// Imported first, before whatever reads it: the suite that follows sends its orders by the WebSocket API
process.env['ORDER_TRANSPORT'] = 'ws';
