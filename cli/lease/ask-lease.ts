import { factsIn } from "@nearside/shared/posture/posture.ts";
import type * as v from "valibot";
import { askKeeper, callKeeper, readAnswer } from "../doorway/call-keeper.ts";
import type { Doorway } from "../doorway/doorway.ts";
import type { LeaseHere } from "../doorway/lease-here.ts";
import {
  type LeaseEnd,
  type LeaseNews,
  type LeaseToken,
  leaseListSchema,
  leaseNewsSchema,
  leaseProofSchema,
  leasesEndedSchema,
  leaseTokenSchema,
  type ToldLease,
} from "../doorway/lease-messages.ts";
import type { Asking } from "../doorway/messages.ts";
import { noAnswerInWords, TurnedAway } from "../doorway/turned-away.ts";
import type { LoginDisplay } from "../login/login-display.ts";
import { Problem } from "../problems/problem.ts";
import type { Waiting } from "../waiting.ts";
import { LeaseRefused } from "./lease-refused.ts";

// Programs ask the keeper about leases by these functions (protocol §12).

/** The members of such a call beside its verb. */
type WithoutVerb<V extends Asking["verb"]> = Omit<Extract<Asking, { verb: V }>, "verb">;

/** The keeper has a place for so many calls of one process: the next one finds room. Milliseconds, doubled for each further one. */
const FIRST_PAUSE = 20;
const TRIES = 8;
/** Some answers wait for a server, which is given as long by the keeper itself. Milliseconds. */
const ANSWERED_WITHIN = 45_000;

/** A lease that this process holds: it ends with the connection. */
interface HeldHere {
  readonly granted: ToldLease;
  /** The reason for which it ended, or that the keeper has gone. It never rejects. */
  readonly ended: Promise<LeaseEnd>;
  /** Gives it back. */
  end(): void;
}

/**
 * Asks for a lease for this process and all that it starts, and waits until its person has said yes.
 *
 * @throws LeaseRefused `denied`, …; Problem `keeper_missing`, `inside_a_lease`, …
 */
export async function beginLease(
  doorway: Doorway | undefined,
  asked: WithoutVerb<"lease_begin">,
  news: (said: LeaseNews) => void,
  stop: AbortSignal,
): Promise<HeldHere> {
  const { granted, rest, close } = await awaitLease(doorway, { verb: "lease_begin", ...asked }, news, stop);
  const ended = (async (): Promise<LeaseEnd> => {
    try {
      for await (const said of rest) if (said.lease === "ended" && said.id === granted.id) return said.reason;
    } catch {
      // it was torn away
    }
    return "keeper_stopped";
  })();
  return { granted, ended, end: close };
}

/** Asks for more, within the tree of a lease. @throws as `beginLease` */
export async function askForMore(
  { doorway, lease }: LeaseHere,
  wish: WithoutVerb<"lease_more">["wish"],
  news: (said: LeaseNews) => void,
  stop: AbortSignal,
): Promise<ToldLease> {
  const { granted, close } = await awaitLease(doorway, { verb: "lease_more", lease, wish }, news, stop);
  close();
  return granted;
}

async function awaitLease(
  doorway: Doorway | undefined,
  asking: Asking,
  news: (said: LeaseNews) => void,
  stop: AbortSignal,
) {
  stop.throwIfAborted();
  const call = doorway === undefined ? undefined : await callKeeper(doorway, asking);
  if (call === undefined) throw new Problem("keeper_missing");
  const close = (): void => void call.socket.destroy();
  stop.addEventListener("abort", close, { once: true });
  const said = readNews(call.lines);
  try {
    for (;;) {
      const { value, done } = await said.next();
      if (done === true) throw new TurnedAway("silent");
      if (value.lease === "granted") return { granted: value.granted, rest: said, close };
      if (value.lease === "failed") throw new LeaseRefused(value.failed);
      news(value);
    }
  } catch (error) {
    close();
    stop.throwIfAborted();
    throw problemOfCall(error);
  }
}

async function* readNews(lines: AsyncGenerator<unknown, void>): AsyncGenerator<LeaseNews, void> {
  for await (const line of lines) yield readAnswer(line, leaseNewsSchema);
}

/** Shows what happens as a login is shown. An address that the keeper does not tell is shown by the caller. */
export function showNews(display: LoginDisplay, said: LeaseNews): void {
  if (said.lease === "asked" && said.url !== null) display.approvalNeeded(said.url, said.expires_in);
  if (said.lease === "met") display.met?.(said.channel ?? undefined);
  if (said.lease === "peer_refused") display.peerRefused(said.code);
  if (said.lease === "trouble") display.trouble?.(said.code);
  if (said.lease === "protection") display.protection?.(factsIn(said.posture), said.os);
  if (said.lease === "second") display.second?.(said.second, said.seconds_left, undefined);
  if (said.lease === "wanted") display.wanted?.(said.wanted ?? undefined);
}

/** A token out of the lease. @throws LeaseRefused, Problem */
export async function leaseToken(
  { doorway, lease }: LeaseHere,
  asked: Omit<WithoutVerb<"lease_token">, "lease">,
  waiting: Waiting,
): Promise<LeaseToken> {
  const answer = await ask(doorway, { verb: "lease_token", lease, ...asked }, leaseTokenSchema, waiting);
  if ("failed" in answer) throw new LeaseRefused(answer.failed);
  return answer.token;
}

/** A proof for one request with such a token. @throws LeaseRefused, Problem */
export async function leaseProof(
  { doorway, lease }: LeaseHere,
  asked: Omit<WithoutVerb<"lease_proof">, "lease">,
  waiting: Waiting,
): Promise<string> {
  const answer = await ask(doorway, { verb: "lease_proof", lease, ...asked }, leaseProofSchema, waiting);
  if ("failed" in answer) throw new LeaseRefused(answer.failed);
  return answer.proof;
}

/** The leases of the tree that this process belongs to; outside every tree, all of this account. @throws Problem */
export const listLeases = async (doorway: Doorway | undefined, waiting: Waiting): Promise<readonly ToldLease[]> =>
  (await ask(doorway, { verb: "lease_list" }, leaseListSchema, waiting)).leases;

/** @param lease null for all @returns how many ended @throws Problem */
export const endLeases = async (
  doorway: Doorway | undefined,
  lease: string | null,
  waiting: Waiting,
): Promise<number> => (await ask(doorway, { verb: "lease_end", lease }, leasesEndedSchema, waiting)).ended;

async function ask<Answer>(
  doorway: Doorway | undefined,
  call: Asking,
  schema: v.GenericSchema<unknown, Answer>,
  { sleep }: Pick<Waiting, "sleep">,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = doorway === undefined ? undefined : await askKeeper(doorway, call, schema, ANSWERED_WITHIN);
      if (answer === undefined) throw new Problem("keeper_missing");
      return answer;
    } catch (error) {
      const isBusy = error instanceof TurnedAway && error.code === "busy" && tries < TRIES;
      if (!isBusy) throw problemOfCall(error);
      await sleep(FIRST_PAUSE * 2 ** (tries - 1));
    }
  }
}

/** @returns the problem by which a command ends that was turned away; any other error as it is */
export function problemOfCall(error: unknown): unknown {
  if (!(error instanceof TurnedAway)) return error;
  if (error.code === "inside_a_lease" || error.code === "outside_the_lease")
    return new Problem(error.code, undefined, { cause: error });
  const { says, cure } = noAnswerInWords(error.code);
  return new Problem("keeper_refused", `${says} ${cure}`, { cause: error });
}
