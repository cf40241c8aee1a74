import type { Socket } from "node:net";
import { type LeaseFailure, type LeaseFetched, type LeaseNews, PART } from "../../doorway/lease-messages.ts";
import { endWithin, writeLine } from "../../doorway/lines.ts";
import type { Call } from "../../doorway/messages.ts";
import { Problem, problemOf } from "../../problems/problem.ts";
import { texts } from "../../texts/keeper.ts";
import type { Caller } from "../caller.ts";
import { fetchForAgent } from "./fetch/fetch-for-agent.ts";
import type { Leases, LeaseTree } from "./leases.ts";
import { apiOf, demandOwn, leaseFor, otherFor } from "./which-lease.ts";

/** A call about leases. */
type CallAboutLease = Extract<Call, { verb: `lease_${string}` }>;
type Answered = Exclude<CallAboutLease, { verb: "lease_begin" | "lease_more" | "lease_fetch" }>;

/** The caller, and the tree that it belongs to; undefined if it belongs to no tree. */
interface From {
  readonly caller: Caller;
  readonly lines: AsyncGenerator<unknown>;
  readonly tree: LeaseTree | undefined;
}

/** Answers a call about leases that has one answer. */
export async function answerLeaseCall(leases: Leases, call: Answered, { tree }: Pick<From, "tree">): Promise<object> {
  switch (call.verb) {
    case "lease_here":
      return { lease: tree?.leases[0]?.id ?? null, inside: tree !== undefined };
    case "lease_list":
      return { leases: leases.list(tree) };
    case "lease_end":
      return { ended: await leases.end(tree, call.lease) };
    case "lease_token":
      return orFailure(async () => {
        demandOwn(tree?.leases ?? [], call.lease);
        const { lease, target } = leaseFor(tree?.leases ?? [], call);
        return { token: await lease.handOut(target) };
      });
    case "lease_proof":
      return orFailure(async () => {
        demandOwn(tree?.leases ?? [], call.lease);
        const { verb: _verb, nearside: _version, lease: _lease, ...request } = call;
        for (const lease of tree?.leases ?? []) {
          const proof = await lease.proveHandedOut(request);
          if (proof !== undefined) return { proof };
        }
        throw new Problem("address_not_granted");
      });
  }
}

/** A caller takes what it was told within this time. Milliseconds. */
const TAKEN_WITHIN = 1000;
/** The same for the answer of an API, which may be long. */
const BODY_TAKEN_WITHIN = 10_000;

/** Makes a request for an agent, and tells it the answer in parts. */
export async function serveFetch(
  socket: Socket,
  leases: Leases,
  call: Extract<CallAboutLease, { verb: "lease_fetch" }>,
  { tree }: Pick<From, "tree">,
): Promise<void> {
  const say = (said: LeaseFetched): void => writeLine(socket, said);
  try {
    const held = tree?.leases ?? [];
    demandOwn(held, call.lease);
    const resource = apiOf(held, call.url);
    if (resource === undefined) throw new Problem("address_not_granted", OTHERS);
    await leases.fetching(tree, async () => {
      const wanted = { resource, scope: call.scope, tool: call.tool };
      const first = leaseFor(held, wanted);
      const answered = await fetchForAgent(first.lease, first.target, call);
      const more = call.scope === undefined ? otherFor(held, first.lease, wanted, answered.lacks) : undefined;
      const { head, body } = more === undefined ? answered : await fetchForAgent(more.lease, more.target, call);
      say({ fetched: head });
      for (const part of partsOf(body)) say({ part });
      say({ done: true });
      // The answer is held in memory until its reader has it: it keeps its place as long.
      await endWithin(socket, BODY_TAKEN_WITHIN);
    });
  } catch (error) {
    say({ failed: failureOf(error) });
    await endWithin(socket, TAKEN_WITHIN);
  }
}

const OTHERS = texts.lease.otherApisList;

/** No part ends between the two halves of one character. */
function* partsOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const isHalf = /[\uD800-\uDBFF]/.test(text[from + PART - 1] ?? "");
    const to = from + PART - (isHalf ? 1 : 0);
    yield text.slice(from, to);
    from = to;
  }
}

/** Serves a caller that waits for a lease, for as long as it keeps its connection, and as long as the lease is its own. */
export async function serveAsking(
  socket: Socket,
  leases: Leases,
  call: Extract<CallAboutLease, { verb: "lease_begin" | "lease_more" }>,
  { caller, tree, lines }: From,
): Promise<void> {
  const left = new AbortController();
  void untilEnd(lines).finally(() => left.abort());
  const news = (said: LeaseNews): void => writeLine(socket, said);
  const listening = { caller, news, gone: left.signal };
  try {
    if (call.verb === "lease_begin") return await leases.begin(call, listening);
    if (tree === undefined) throw new Problem("lease_ended");
    await leases.more(tree, call, listening);
  } catch (error) {
    news({ lease: "failed", failed: failureOf(error) });
  }
  await endWithin(socket, TAKEN_WITHIN);
}

/** It has nothing more to say, and its end is heard. */
async function untilEnd(lines: AsyncGenerator<unknown>): Promise<void> {
  try {
    while ((await lines.next()).done !== true);
  } catch {
    // it was torn away
  }
}

async function orFailure(work: () => Promise<object>): Promise<object> {
  try {
    return await work();
  } catch (error) {
    return { failed: failureOf(error) };
  }
}

const LONGEST = 2000;

function failureOf(error: unknown): LeaseFailure {
  const { code, message, said, rules } = problemOf(error);
  return { code, message: message.slice(0, LONGEST), reason: said ?? null, rules: [...rules] };
}
