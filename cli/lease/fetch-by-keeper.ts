import * as v from "valibot";
import { callKeeper, readAnswer } from "../doorway/call-keeper.ts";
import type { LeaseHere } from "../doorway/lease-here.ts";
import { leaseCalls, leaseFetchedSchema } from "../doorway/lease-messages.ts";
import type { Call } from "../doorway/messages.ts";
import { TurnedAway } from "../doorway/turned-away.ts";
import { MAX_LINE } from "../doorway/wire.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/lease.ts";
import { problemOfCall } from "./ask-lease.ts";
import { LeaseRefused } from "./lease-refused.ts";

/** The request that the keeper is to make. */
type ToFetch = Omit<Extract<Call, { verb: "lease_fetch" }>, "nearside" | "verb" | "lease">;

/** An answer that the keeper got for an agent. */
interface Fetched {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** The reason for which there is no body. */
  readonly leftOut: "too_long" | "content_type" | "not_text" | null;
}

/** The keeper gives the API 30 s, and the server some more for a token. Milliseconds. */
const ANSWERED_WITHIN = 45_000;
/** Bytes of a line beside what is asked for: the lease, the verb, the version. */
const BESIDE = 256;

/** Has the keeper make a request. @throws LeaseRefused `address_not_granted`, `lease_spent`, …; Problem */
export async function fetchByKeeper(
  { doorway, lease }: LeaseHere,
  asked: ToFetch,
  stop: AbortSignal,
): Promise<Fetched> {
  stop.throwIfAborted();
  demandShort(asked);
  const call = await callKeeper(doorway, { verb: "lease_fetch", lease, ...asked });
  if (call === undefined) throw new Problem("keeper_missing");
  const close = (): void => void call.socket.destroy();
  stop.addEventListener("abort", close, { once: true });
  call.socket.setTimeout(ANSWERED_WITHIN, close);
  let head: Pick<Fetched, "status" | "headers" | "leftOut"> | undefined;
  let body = "";
  try {
    for await (const line of call.lines) {
      const said = readAnswer(line, leaseFetchedSchema);
      if ("failed" in said) throw new LeaseRefused(said.failed);
      if ("fetched" in said) {
        const { status, headers, left_out: leftOut } = said.fetched;
        head = { status, headers, leftOut };
      } else if ("part" in said) body += said.part;
      else if (head !== undefined) return { ...head, body };
    }
    throw new TurnedAway("silent");
  } catch (error) {
    stop.throwIfAborted();
    throw problemOfCall(error);
  } finally {
    close();
  }
}

const { lease: _lease, ...parts } = leaseCalls.lease_fetch;
const toFetchSchema = v.strictObject(parts);

/** The keeper would not read a longer call, and could not say why. @throws Problem `usage` */
function demandShort(asked: ToFetch): void {
  const isShort = Buffer.byteLength(JSON.stringify(asked)) <= MAX_LINE - BESIDE;
  if (!isShort || !v.is(toFetchSchema, asked)) throw new Problem("usage", TOO_LONG);
}

const TOO_LONG = texts.tooLong;
