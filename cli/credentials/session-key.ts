import { remoteProofAnswerSchema, remoteTakenAnswerSchema } from "@nearside/shared/api/through-keeper.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { type KeeperChannel, KeeperRefused, NoKeeper, openKeeperChannel } from "../channel/ask-keeper.ts";
import { problemOfKeeper } from "../channel/keeper-refusal.ts";
import { loadSoftwareKey, privateJwkSchema } from "../keys/software-key.ts";
import { Problem } from "../problems/problem.ts";
import { type Prove, proveBy } from "../server/send-proved.ts";
import { texts } from "../texts/credentials.ts";

/** The key that a login's tokens are bound to: here, or at the keeper of the person's own machine, by its thumbprint (protocol §10.4). */
export const sessionKeySchema = v.union([privateJwkSchema, v.strictObject({ at_keeper: sha256TextSchema })]);
export type SessionKey = v.InferOutput<typeof sessionKeySchema>;

/** It leads to the keeper of the person's own machine. */
export interface KeeperReach {
  /** The socket; undefined if there is no way to it. */
  readonly forwardedAgent?: string | undefined;
  readonly sleep: (duration: number) => Promise<void>;
}

/** Proves by that key. */
export const proverOf = async (key: SessionKey, reach: KeeperReach): Promise<Prove> =>
  "at_keeper" in key ? proveAtKeeper(key.at_keeper, reach) : proveBy((await loadSoftwareKey(key)).signer);

/**
 * Has the keeper make each proof, over the session that the login began over.
 *
 * @returns a function that throws Problem `not_signed_in` once the session has ended, `keeper_refused`, `address_not_granted`
 */
const proveAtKeeper = (session_jkt: string, reach: KeeperReach): Prove => {
  const shared = shareChannel(reach);
  return async ({ method, url, nonce, accessToken, statement }) => {
    const call = {
      remote: "proof" as const,
      session_jkt,
      method,
      url,
      ...(nonce !== undefined && { nonce }),
      ...(accessToken !== undefined && { ath: await sha256Base64url(accessToken) }),
      ...(statement !== undefined && { statement }),
    };
    const { proof } = await shared((channel) => channel.ask(call, remoteProofAnswerSchema));
    return proof;
  };
};

/** Calls that are made at once go over one connection, one after the other: the keeper lets one session have only so many. */
function shareChannel(reach: KeeperReach): <T>(ask: (channel: KeeperChannel) => Promise<T>) => Promise<T> {
  let open: { readonly channel: Promise<KeeperChannel>; asking: number } | undefined;
  return (ask) =>
    askKeeper(reach, ask, async (socket) => {
      const mine = open ?? { channel: openKeeperChannel(socket), asking: 0 };
      open = mine;
      mine.asking += 1;
      const leave = (): void => {
        mine.asking -= 1;
        if (mine.asking > 0) return;
        if (open === mine) open = undefined;
        void mine.channel.then((channel) => channel.close()).catch(() => undefined);
      };
      try {
        return { channel: await mine.channel, leave };
      } catch (error) {
        if (open === mine) open = undefined;
        throw error;
      }
    });
}

/** The keeper ends the login of that key: the command line no longer waits for it. A keeper that has gone has ended it. */
export async function withdrawAtKeeper(session_jkt: string, reach: KeeperReach): Promise<void> {
  const call = { remote: "withdraw", session_jkt } as const;
  await askKeeper(reach, (channel) => channel.ask(call, remoteTakenAnswerSchema)).catch(() => undefined);
}

/** A keeper that has all the connections that one session may have closes a further one: the next try finds room. */
const TRIES = 6;
/** Doubled for each further one. Milliseconds. */
const FIRST_PAUSE = 50;

interface Opened {
  readonly channel: KeeperChannel;
  leave(): void;
}

async function openAlone(socket: string): Promise<Opened> {
  const channel = await openKeeperChannel(socket);
  return { channel, leave: channel.close };
}

/** One call, over a connection of its own if none is given. @throws Problem `not_signed_in`, `keeper_refused`, … */
export async function askKeeper<T>(
  { forwardedAgent, sleep }: KeeperReach,
  ask: (channel: KeeperChannel) => Promise<T>,
  open: (socket: string) => Promise<Opened> = openAlone,
): Promise<T> {
  if (forwardedAgent === undefined) throw new Problem("not_signed_in", ENDED);
  for (let tries = 1; ; tries += 1) {
    const { channel, leave } = await open(forwardedAgent).catch((cause: unknown) => {
      throw new Problem("not_signed_in", ENDED, { cause });
    });
    try {
      return await ask(channel);
    } catch (error) {
      if (error instanceof KeeperRefused && error.code === "request_unknown")
        throw new Problem("not_signed_in", OTHER_SESSION, { cause: error });
      if (error instanceof KeeperRefused) throw problemOfKeeper(error);
      if (!(error instanceof NoKeeper)) throw error;
      if (tries === TRIES) throw new Problem("keeper_refused", SILENT, { cause: error });
    } finally {
      leave();
    }
    await sleep(FIRST_PAUSE * 2 ** (tries - 1));
  }
}

const OTHER_SESSION = texts.otherSession;
const SILENT = texts.keeperSilent;
const ENDED = texts.sessionOver;
