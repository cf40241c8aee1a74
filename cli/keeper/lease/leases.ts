import type { LeaseEnd, LeaseNews, ToldLease } from "../../doorway/lease-messages.ts";
import type { Call } from "../../doorway/messages.ts";
import { UNKNOWN_PROGRAM } from "../../peer/program.ts";
import { Problem } from "../../problems/problem.ts";
import { clientOf } from "../../settings/choice.ts";
import { choose } from "../../settings/choose.ts";
import { texts } from "../../texts/keeper.ts";
import type { Caller } from "../caller.ts";
import type { Named } from "../process-times.ts";
import { environmentOf } from "../ssh/real-agent.ts";
import { askForLease, type LeaseParts, type LeaseRequest } from "./ask-for-lease.ts";
import { followLease } from "./follow-lease.ts";
import type { HeldLease } from "./held-lease.ts";
import { createScreens } from "./screen-lock.ts";
import { isSameRoot, kinOf, type Root, rootAt } from "./tree.ts";

/** The processes that one program began, and the leases that its person gave them. */
export interface LeaseTree {
  readonly root: Root;
  readonly leases: HeldLease[];
  /** The settings with which a further lease of this tree is asked for; undefined for what an agent has left behind, which gets none. */
  readonly first:
    | (Pick<LeaseRequest, "agent" | "clientId" | "machine"> & { readonly page: NonNullable<LeaseRequest["page"]> })
    | undefined;
  readonly news: (news: LeaseNews) => void;
  /** The times at which more was asked for. */
  more: readonly number[];
  asking: boolean;
}

type CallOf<V extends Call["verb"]> = Extract<Call, { verb: V }>;

/** A caller who is told what happens to a lease. */
interface Listening {
  readonly caller: Caller;
  readonly news: (news: LeaseNews) => void;
  /** Aborted once the caller has gone. */
  readonly gone: AbortSignal;
}

/** The leases of this account (protocol §12). All of them are in memory alone. */
export interface Leases {
  /** A caller that has ended by now, whatever has its number, is unclear. */
  kinOf(caller: Named): { readonly tree: LeaseTree } | "outside" | "unclear";
  count(): number;
  /** Asks for a lease, and holds it until that caller has gone. @throws Problem, Refused, … if it was not granted */
  begin(call: CallOf<"lease_begin">, listening: Listening): Promise<void>;
  /** Asks for a further one, for that tree. @throws as `begin` */
  more(tree: LeaseTree, call: CallOf<"lease_more">, listening: Listening): Promise<void>;
  /** Those of that tree; all where none is named, or where the caller has but the mark: it may be the person, marked by an agent. */
  list(tree: LeaseTree | undefined): readonly ToldLease[];
  /** Ends those that `list` shows, or that one among them. @returns how many ended */
  end(tree: LeaseTree | undefined, lease: string | null): Promise<number>;
  /** Lets a request for an agent run, if there is room for its answer. @throws Problem `keeper_refused` */
  fetching(tree: LeaseTree | undefined, work: () => Promise<void>): Promise<void>;
  /** Ends all: the keeper stops. */
  close(): Promise<void>;
}

/** Trees at once. */
const MOST_TREES = 32;
/** Answers of so many requests are held in memory at once. */
const MOST_FETCHING = 16;
/** Those of one tree: others find room. */
const MOST_FETCHING_OF_TREE = 8;
/** Leases of one tree: the first one, and what was added to it. */
const MOST_OF_TREE = 8;
/** A tree may ask for more that often within that time: nobody is to say yes only to be left alone. Milliseconds. */
const MOST_MORE = 6;
const MORE_WITHIN = 600_000;
/** Roots and times are looked at this often. Milliseconds. */
const LOOK_EVERY = 1000;
/** A server that can't be reached is told for as long that a lease has ended. Milliseconds. */
const TOLD_WITHIN = 60_000;
/** The same while somebody waits for the keeper's end. Milliseconds. */
const TOLD_SOON_WITHIN = 2000;

export function createLeases(parts: LeaseParts): Leases {
  const { world, standings } = parts;
  const trees = new Set<LeaseTree>();
  const fetching: LeaseTree[] = [];
  const all = (): readonly (readonly [LeaseTree, HeldLease])[] =>
    [...trees].flatMap((tree) => tree.leases.map((lease) => [tree, lease] as const));

  const end = async (tree: LeaseTree, lease: HeldLease, reason: LeaseEnd, triedFor = TOLD_WITHIN): Promise<void> => {
    const place = tree.leases.indexOf(lease);
    if (place === -1) return;
    tree.leases.splice(place, 1);
    tree.news({ lease: "ended", id: lease.id, reason });
    letGo.get(lease)?.();
    letGo.delete(lease);
    await lease.end(reason, triedFor).catch(() => undefined); // it ends there by its time
  };
  const drop = async (tree: LeaseTree, reason: LeaseEnd, triedFor = TOLD_WITHIN): Promise<void> => {
    trees.delete(tree);
    await Promise.all(tree.leases.slice().map((lease) => end(tree, lease, reason, triedFor)));
  };
  const look = (): void => {
    for (const tree of trees) if (!isSameRoot(tree.root)) void drop(tree, "process_ended");
    for (const [tree, lease] of all()) {
      const reason = lease.overdue();
      if (reason !== undefined) void end(tree, lease, reason);
    }
  };
  const { env, platform } = world.surroundings;
  const screens = createScreens({ env, platform, uid: parts.uid });
  /** Lets go of the screen of each lease. */
  const letGo = new Map<HeldLease, () => void>();
  const watch = setInterval(look, LOOK_EVERY);
  watch.unref();
  standings.onEnd((machine) => {
    for (const [tree, lease] of all()) if (lease.machine.id === machine) void end(tree, lease, "ended_there");
  });

  const ask = async (tree: LeaseTree, asking: LeaseRequest): Promise<void> => {
    if (tree.asking) throw new Problem("keeper_refused", ASKING);
    if (tree.leases.length >= MOST_OF_TREE) throw new Problem("keeper_refused", MANY_OF_TREE);
    tree.asking = true;
    let held: HeldLease | undefined;
    let isWatched = true;
    const letGoOfScreen = await screens.hold(tree.first?.page.env ?? env, (why) => {
      // A screen that is locked before another person has approved is no reason against the lease.
      if (why === "screen_unwatched") isWatched = false;
      if (held !== undefined) void end(tree, held, why);
    });
    const demandWatched = (): void => {
      if (!isWatched) throw new Problem("keeper_refused", UNWATCHED);
    };
    try {
      demandWatched();
      const lease = await askForLease(parts, asking);
      // It may have ended while the person read.
      if (!trees.has(tree) || asking.gone.aborted) return await lease.end("process_ended", TOLD_WITHIN);
      if (!isWatched) await lease.end("screen_unwatched", TOLD_WITHIN);
      demandWatched();
      held = lease;
      tree.leases.push(lease);
      letGo.set(lease, letGoOfScreen);
      void followLease(lease, world.now, () => void end(tree, lease, "ended_there"));
      asking.news({ lease: "granted", granted: lease.told(tree.root.pid) });
    } finally {
      tree.asking = false;
      if (held === undefined) letGoOfScreen();
    }
  };

  return {
    // The keeper itself asks for what it needs, wherever it was started.
    kinOf: (caller) => {
      if (caller.pid === world.surroundings.pid) return "outside";
      const kin = kinOf(caller, [...trees]);
      return kin === "left" ? { tree: LEFT } : kin;
    },
    count: () => all().length,
    begin: async ({ issuer, user, client_id, agent, wish, opens_page }, { caller, news, gone }) => {
      const root = rootAt(caller.pid);
      if (root === undefined || root.startTime !== caller.startTime) throw new Problem("keeper_refused", GONE);
      const { machine, defaults } = await choose(
        { ...world, surroundings: { ...world.surroundings, cwd: "/" } },
        await world.place(),
        { ...(issuer !== null && { issuer }), ...(user !== null && { user }) },
      );
      if (!standings.serves(machine.id)) throw new Problem("keeper_refused", OUT_OF_FORCE);
      const page = { browser: defaults.browser, env: { ...world.surroundings.env, ...deskOf(caller.pid) } };
      const first = { agent, machine, page, clientId: clientOf(client_id ?? undefined, defaults) };
      const tree: LeaseTree = { root, leases: [], first, news, more: [], asking: false };
      // Nothing is awaited between this look and the next line: of many that begin at once, no more come in.
      if (trees.size >= MOST_TREES) throw new Problem("keeper_refused", MANY);
      trees.add(tree);
      gone.addEventListener("abort", () => void drop(tree, "process_ended"), { once: true });
      try {
        const asking = { ...first, page: opens_page ? page : undefined, tellsAddress: true };
        await ask(tree, { ...asking, wish, caller, news, gone });
      } catch (error) {
        trees.delete(tree);
        throw error;
      }
    },
    more: async (tree, { lease, wish }, { caller, news, gone }) => {
      const now = world.now();
      tree.more = tree.more.filter((at) => at > now - MORE_WITHIN && at <= now);
      if (tree.more.length >= MOST_MORE) throw new Problem("keeper_refused", OFTEN);
      const held = tree.leases.find(({ id }) => id === lease);
      if (held === undefined || tree.first === undefined) throw new Problem("lease_ended");
      const asking = { ...tree.first, wish: held.wishFor(wish), after: lease, tellsAddress: false, caller, news, gone };
      tree.more = [...tree.more, now];
      await ask(tree, asking);
    },
    list: (of) =>
      all()
        .filter(([tree]) => isShown(tree, of))
        .map(([tree, lease]) => lease.told(tree.root.pid)),
    end: async (of, wanted) => {
      const those = all().filter(([tree, lease]) => isShown(tree, of) && (wanted === null || lease.id === wanted));
      await Promise.all(those.map(([tree, lease]) => end(tree, lease, "given_back", TOLD_SOON_WITHIN)));
      return those.length;
    },
    fetching: async (tree, work) => {
      if (tree === undefined) throw new Problem("lease_ended");
      const ofTree = fetching.filter((each) => each === tree).length;
      if (fetching.length >= MOST_FETCHING || ofTree >= MOST_FETCHING_OF_TREE)
        throw new Problem("keeper_refused", BUSY);
      fetching.push(tree);
      try {
        await work();
      } finally {
        fetching.splice(fetching.indexOf(tree), 1);
      }
    },
    close: async () => {
      clearInterval(watch);
      await Promise.all([...trees].map((tree) => drop(tree, "keeper_stopped", TOLD_SOON_WITHIN)));
    },
  };
}

/** Agents still, with no lease, by the mark of one that is over or that an earlier keeper held. */
const LEFT: LeaseTree = {
  root: { pid: 0, startTime: "", program: UNKNOWN_PROGRAM },
  leases: [],
  first: undefined,
  news: () => undefined,
  more: [],
  asking: false,
};

/**
 * A program of the account can put the mark on any other one, and so on what its person types at. She must see and end every lease from there;
 * an agent gains nothing by ending one.
 */
const isShown = (tree: LeaseTree, of: LeaseTree | undefined): boolean => of === undefined || of === LEFT || of === tree;

/** The screen that the person began the agent at: the keeper itself may have been started without any. */
function deskOf(pid: number): Readonly<Record<string, string>> {
  const env = environmentOf(pid);
  return Object.fromEntries(DESK.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

const DESK = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "BROWSER"] as const;

const MANY = texts.lease.tooManyPrograms;
const MANY_OF_TREE = texts.lease.tooManyLeases;
const ASKING = texts.lease.oneWaits;
const BUSY = texts.lease.tooManyCalls;
const UNWATCHED = texts.lease.screenUnwatched;
const OFTEN = texts.lease.tooOften;
const GONE = texts.lease.programGone;
const OUT_OF_FORCE = texts.lease.notActive;
