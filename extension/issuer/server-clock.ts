import type { Session } from "../session/session.ts";

/** The services that telling a server's time takes. */
export interface ClockServices {
  readonly session: Pick<Session, "clocks">;
  /** Epoch seconds, by this browser's clock. */
  readonly now: () => number;
}

/**
 * Learns of that server's clock from what it signed (protocol §2). No statement is from the future, so each says the least by which that clock is
 * ahead. The most that any of them said counts. A statement that a page kept and hands on late, or a second time, sets
 * nothing back.
 *
 * @param iat of a statement whose signature was verified
 */
export async function noteServerTime(issuer: string, iat: number, { session, now }: ClockServices): Promise<void> {
  const known = await session.clocks.read(issuer);
  const ahead = iat - now();
  if (known === undefined || ahead > known.ahead) await session.clocks.keep(issuer, { ahead });
}

/** That server's clock, epoch seconds: by this browser's own while the server has signed nothing for it. */
export async function serverTime(issuer: string, { session, now }: ClockServices): Promise<number> {
  return now() + ((await session.clocks.read(issuer))?.ahead ?? 0);
}
