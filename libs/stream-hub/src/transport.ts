/** The socket of one client, seen from the hub. */
export interface Transport {
  /**
   * Takes complete text messages, in order, and hands them to the kernel in as few writes as it can.
   * Usually called once per client and turn of the event loop. The list belongs to the transport from then
   * on; the buffers are shared with other clients: read them, never change them. Must not throw for a socket
   * that is closing.
   */
  write(frames: readonly Buffer[]): void;
  /** Bytes accepted by `write` that have not left the process yet. */
  readonly bufferedAmount: number;
  /** Starts the closing handshake; what was written before still goes out first. */
  close(code: number, reason: string): void;
}
