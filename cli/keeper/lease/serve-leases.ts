import type { Socket } from "node:net";
import { type LeaseFailure, type LeaseFetched, type LeaseNews, PART } from "../../doorway/lease-messages.ts";
import { endWithin, writeLine } from "../../doorway/lines.ts";
import type { Call } from "../../doorway/messages.ts";
import { Problem, problemOf } from "../../problems/problem.ts";
import { webOrigin } from "../../server/web-origin.ts";
import type { Caller } from "../caller.ts";
import { fetchForAgent } from "./fetch/fetch-for-agent.ts";
import type { HeldLease } from "./held-lease.ts";
import type { Leases, LeaseTree } from "./leases.ts";

/** A call about leases. */
type LeaseCall = Extract<Call, { verb: `lease_${string}` }>;
type Answered = Exclude<LeaseCall, { verb: "lease_begin" | "lease_more" | "lease_fetch" }>;

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
        const { lease, target } = leaseFor(tree, call);
        return { token: await lease.token(target) };
      });
    case "lease_proof":
      return orFailure(async () => {
        demandOwn(tree, call.lease);
        const { verb: _verb, nearside: _version, lease: _lease, ...request } = call;
        for (const lease of tree?.leases ?? []) {
          const proof = await lease.prove(request);
          if (proof !== undefined) return { proof };
        }
        throw new Problem("address_not_granted");
      });
  }
}

/** The lease of that tree which has that API, with at least that scope and tool. @throws Problem */
function leaseFor(
  tree: LeaseTree | undefined,
  {
    lease: named,
    resource,
    scope,
    tool,
  }: Pick<Extract<LeaseCall, { verb: "lease_token" }>, "lease" | "resource" | "scope" | "tool">,
) {
  demandOwn(tree, named);
  let refused: unknown;
  for (const lease of tree?.leases ?? []) {
    try {
      return { lease, target: lease.demand({ resource, scope, tool }) };
    } catch (error) {
      // That it is for another API says less than what is missing of this one.
      if (refused === undefined || !isForOther(lease, resource)) refused = error;
    }
  }
  throw refused;
}

const isForOther = ({ detail }: HeldLease, resource: string): boolean =>
  detail.access.every((each) => each.resource !== resource);

/** @throws Problem `lease_ended` if the tree has no such lease any more */
function demandOwn(tree: LeaseTree | undefined, named: string): void {
  if (tree?.leases.some(({ id }) => id === named) !== true) throw new Problem("lease_ended");
}

/** A caller takes what it was told within this time. Milliseconds. */
const TAKEN_WITHIN = 1000;
/** The same for the answer of an API, which may be long. */
const BODY_TAKEN_WITHIN = 10_000;

/** Makes a request for an agent, and tells it the answer in parts. */
export async function serveFetch(
  socket: Socket,
  leases: Leases,
  call: Extract<LeaseCall, { verb: "lease_fetch" }>,
  { tree }: Pick<From, "tree">,
): Promise<void> {
  const say = (said: LeaseFetched): void => writeLine(socket, said);
  try {
    demandOwn(tree, call.lease);
    const resource = apiOf(tree, call.url);
    if (resource === undefined) throw new Problem("address_not_granted", OTHERS);
    await leases.fetching(tree, async () => {
      const first = leaseFor(tree, { ...call, resource });
      const answered = await fetchForAgent(first.lease, first.target, call);
      const more =
        call.scope === undefined ? otherFor(tree, first.lease, { ...call, resource }, answered.lacks) : undefined;
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

/** A further lease of the tree that has what the API asked for. */
function otherFor(
  tree: LeaseTree | undefined,
  first: HeldLease,
  { resource, tool }: { readonly resource: string; readonly tool?: string },
  scope: string | undefined,
) {
  if (scope === undefined) return undefined;
  for (const lease of tree?.leases ?? []) {
    try {
      lease.demand({ resource, scope, tool });
      if (lease !== first) return { lease, target: lease.demand({ resource, scope: undefined, tool }) };
    } catch {
      // it has less of that API
    }
  }
  return undefined;
}

const OTHERS = "(The lease is for other APIs: `nearside lease list` shows them.)";

/** The API of that tree at which an address lies: of several at one origin, the one whose path it goes on from. */
function apiOf(tree: LeaseTree | undefined, address: string): string | undefined {
  const [origin] = webOrigin(address);
  if (origin === undefined || new URL(address).username !== "" || new URL(address).password !== "") return undefined;
  const { pathname } = new URL(address);
  const there = (tree?.leases ?? [])
    .flatMap(({ detail }) => detail.access.map(({ resource }) => resource))
    .filter((resource) => webOrigin(resource).includes(origin));
  const begun = (resource: string): number => {
    const path = new URL(resource).pathname;
    return pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`) ? path.length : 0;
  };
  return there.toSorted((one, other) => begun(other) - begun(one))[0];
}

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
  call: Extract<LeaseCall, { verb: "lease_begin" | "lease_more" }>,
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
