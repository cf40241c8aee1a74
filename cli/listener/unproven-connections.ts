import type { Socket } from "node:net";

/** The most connections without a proof that stay open at a time (protocol §4.2). */
const MOST = 8;

/**
 * Connections that did not yet bring a validly signed hello. If there are too many, the oldest goes, and first among
 * those that did not even name this login. So no program keeps others out by holding connections open in silence, or
 * by sending nonsense (threat M3).
 */
export interface UnprovenConnections {
  add(socket: Socket): void;
  /** The connection sent this login's own request. */
  noteOwnRequest(socket: Socket): void;
  /** The connection brought a valid hello, and counts no more. */
  noteProven(socket: Socket): void;
}

export function createUnprovenConnections(): UnprovenConnections {
  const silent = new Set<Socket>();
  const named = new Set<Socket>();
  const forget = (socket: Socket): void => {
    silent.delete(socket);
    named.delete(socket);
  };
  return {
    add: (socket) => {
      silent.add(socket);
      socket.once("close", () => forget(socket));
      if (silent.size + named.size <= MOST) return;
      const [oldest] = silent.size > 1 ? silent : [...named, ...silent];
      if (oldest === undefined) return;
      forget(oldest);
      oldest.destroy();
    },
    noteOwnRequest: (socket) => {
      if (silent.delete(socket)) named.add(socket);
    },
    noteProven: forget,
  };
}
