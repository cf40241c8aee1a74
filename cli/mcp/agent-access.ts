import type { Doorway } from "../doorway/doorway.ts";
import type { LeaseHere } from "../doorway/lease-here.ts";
import type { MoreWish, ToldLease } from "../doorway/lease-messages.ts";
import { askForMore, beginLease, endLeases, listLeases } from "../lease/ask-lease.ts";
import { fetchByKeeper } from "../lease/fetch-by-keeper.ts";
import { Problem, problemOf } from "../problems/problem.ts";
import { texts } from "../texts/mcp.ts";
import type { Waiting } from "../waiting.ts";

/** A request of the agent, with what the agent may know. It holds no address of the approval, and no token. */
interface Asked {
  readonly resource: string;
  readonly scope: string;
  readonly state: "waiting" | "granted" | "denied" | "failed";
  /** The result, as a sentence. */
  readonly message: string;
  /** The sentence that the person typed as they denied it. */
  readonly reason?: string | undefined;
}

/** In whose name access is asked for, where this program was started under no lease. */
interface Beginning {
  readonly doorway: Doorway | undefined;
  readonly issuer: string;
  readonly user: string;
  readonly clientId: string | null;
  readonly agent: { readonly name: string; readonly program: string };
}

interface AccessParts {
  /** The lease that this program was started under. */
  readonly inside: LeaseHere | undefined;
  /** Chooses the enrolment, when access is asked for. @throws Problem */
  readonly beginning: () => Promise<Beginning>;
  readonly waiting: Waiting & { readonly stop: AbortSignal };
}

interface Held {
  readonly here: LeaseHere;
  readonly end: () => void;
}

/** An answer comes at once or after so long: most MCP clients give up after a minute. Milliseconds. */
const ANSWERED_WITHIN = 20_000;
/** Seconds of a first access, where the agent says no time. */
const FOR = 3600;
/** A person is asked so often at most within that time: nobody is to say yes only to be left alone. Milliseconds. */
const MOST_ASKED = 6;
const ASKED_WITHIN = 600_000;
/** The number of requests whose result is kept. */
const MOST_KEPT = 16;

/**
 * The access of an agent: what it asked for, and what it has. It begins a lease of its own with the first request, or adds to the lease
 * that it was started under (protocol §12). The keeper opens the page of each request in the person's browser.
 */
export class AgentAccess {
  readonly #parts: AccessParts;
  #held: Held | undefined;
  #asked: readonly Asked[] = [];
  #times: readonly number[] = [];
  #answer: Promise<void> | undefined;
  /** The first process of the tree. */
  #root: number | undefined;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  /** Asks the person. One request waits at a time. @returns how far it is once it is answered, or after a while */
  async request(wish: MoreWish): Promise<Asked> {
    const [{ resource, scope } = { resource: "", scope: "" }] = wish.access;
    const about = { resource, scope };
    if (this.#answer !== undefined)
      return {
        ...about,
        state: "failed",
        message: texts.waits,
      };
    const now = this.#parts.waiting.now();
    this.#times = this.#times.filter((at) => at > now - ASKED_WITHIN);
    if (this.#times.length >= MOST_ASKED)
      return {
        ...about,
        state: "failed",
        message: texts.tooOften({ most: MOST_ASKED }),
      };
    this.#times = [...this.#times, now];
    this.#keep({ ...about, state: "waiting", message: WAITING });
    this.#answer = this.#ask(wish)
      .then(
        () => this.#settle({ ...about, state: "granted", message: texts.approved }),
        (error: unknown) => this.#settle({ ...about, ...outcomeOf(error) }),
      )
      .finally(() => {
        this.#answer = undefined;
      });
    await this.#untilAnswered();
    return this.#asked[0] ?? { ...about, state: "waiting", message: WAITING };
  }

  /** Lists the requests, the latest first, and what is granted. While a request waits, its answer is waited for, for a while. */
  async list(): Promise<{ readonly asked: readonly Asked[]; readonly leases: readonly ToldLease[] }> {
    await this.#untilAnswered();
    return { asked: this.#asked, leases: await this.#own() };
  }

  /** Has the keeper make a request. @throws LeaseRefused, Problem */
  async fetch(asked: Parameters<typeof fetchByKeeper>[1]): ReturnType<typeof fetchByKeeper> {
    const living = await this.#living();
    if (living === undefined) throw new Problem("lease_missing", NOTHING_YET);
    return fetchByKeeper(living, asked, this.#parts.waiting.stop);
  }

  /** Gives back that lease, or all that this agent has. @returns how many ended @throws Problem */
  async giveBack(lease: string | null): Promise<number> {
    const here = this.#here();
    let ended = 0;
    // the first one last: its end may be the end of the others
    for (const { id } of (await this.#own()).toReversed())
      if (here !== undefined && (lease === null || lease === id))
        ended += await endLeases(here.doorway, id, this.#parts.waiting);
    return ended;
  }

  /** The agent has gone. */
  close(): void {
    this.#letGo();
  }

  async #ask(wish: MoreWish): Promise<void> {
    const { inside, beginning, waiting } = this.#parts;
    const addedTo = (await this.#living()) ?? inside;
    if (addedTo !== undefined) {
      await askForMore(addedTo, wish, () => undefined, waiting.stop);
      return;
    }
    this.#letGo(); // an access that has ended is begun again
    const { doorway, issuer, user, clientId, agent } = await beginning();
    if (doorway === undefined) throw new Problem("keeper_missing");
    // The keeper's messages meanwhile hold the page's address, which is for the person's browser alone.
    const asked = { agent, wish: { for: FOR, ...wish }, opens_page: true, issuer, user, client_id: clientId };
    const { granted, end } = await beginLease(doorway, asked, () => undefined, waiting.stop);
    this.#held = { here: { doorway, lease: granted.id }, end };
    this.#root = granted.pid;
  }

  /** One of its leases that has not ended, by which the keeper is asked for all of them. */
  async #living(): Promise<LeaseHere | undefined> {
    const here = this.#here();
    const [first] = await this.#own();
    return here === undefined || first === undefined ? undefined : { doorway: here.doorway, lease: first.id };
  }

  /** The leases of the tree that this program is of, and no other one of the account. */
  async #own(): Promise<readonly ToldLease[]> {
    const here = this.#here();
    if (here === undefined) return [];
    const all = await listLeases(here.doorway, this.#parts.waiting);
    this.#root = all.find(({ id }) => id === here.lease)?.pid ?? this.#root;
    return all.filter(({ pid }) => pid === this.#root);
  }

  #here(): LeaseHere | undefined {
    return this.#parts.inside ?? this.#held?.here;
  }

  #letGo(): void {
    this.#held?.end();
    this.#held = undefined;
  }

  async #untilAnswered(): Promise<void> {
    if (this.#answer !== undefined) await Promise.race([this.#answer, this.#parts.waiting.sleep(ANSWERED_WITHIN)]);
  }

  #keep(asked: Asked): void {
    this.#asked = [asked, ...this.#asked].slice(0, MOST_KEPT);
  }

  #settle(asked: Asked): void {
    this.#asked = [asked, ...this.#asked.slice(1)];
  }
}

const WAITING = texts.asked;
const NOTHING_YET = texts.askFirst;

function outcomeOf(error: unknown): Pick<Asked, "state" | "message" | "reason"> {
  const { code, message, said } = problemOf(error);
  return {
    state: code === "denied" ? "denied" : "failed",
    message,
    ...(said === undefined ? {} : { reason: said }),
  };
}
