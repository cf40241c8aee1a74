import {
  isPostureFact,
  POSTURE_NAMES,
  POSTURE_VALUES,
  type Posture,
  type PostureName,
  UNKNOWN_REASONS,
} from "@nearside/shared/posture/posture.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { type Eyes, openEyes, type Seen, unknown } from "./look.ts";
import { looksOf, type OsqueryQueries } from "./looks.ts";

// The posture of this machine, as it sees itself (protocol §4.8). A look takes from milliseconds to seconds, and no login waits for that:
// what was seen is kept beside the keys, with its time, and used until it is looked at anew.

/** How long a fact is told as it was seen, without another look. Milliseconds. */
interface Fresh {
  readonly inOrder: number;
  /** A person may have mended it since. */
  readonly amiss: number;
}
type Freshness = (name: PostureName) => Fresh;
/** To list updates takes a second or two of the processor; every other look takes hundredths. */
const AT_A_LOGIN: Freshness = (name) => ({ inOrder: 600_000, amiss: name === "updates" ? 60_000 : 2000 });
const WHILE_RESIDENT: Freshness = (name) =>
  name === "updates" ? { inOrder: 3_600_000, amiss: 600_000 } : { inOrder: 50_000, amiss: 50_000 };
/** Nobody waits longer than this for a look, if there is something older to tell. Milliseconds. */
const SHORT_WAIT = 300;
/** Nobody waits longer than this for the first look of all. Milliseconds. */
const LONG_WAIT = 1500;

const keptSchema = v.record(
  v.picklist(POSTURE_NAMES),
  v.object({
    value: v.pipe(v.string(), v.maxLength(32)),
    reason: v.optional(v.picklist(UNKNOWN_REASONS)),
    source: v.pipe(v.string(), v.maxLength(32)),
    /** Epoch milliseconds of what it tells. */
    at: v.number(),
    /** Epoch milliseconds of the look, which is later where a source tells what it knew before. */
    seen: v.optional(v.number()),
  }),
);
type Kept = v.InferOutput<typeof keptSchema>;
type KeptFact = NonNullable<Kept[PostureName]>;

/** Where what was seen is kept between commands. Neither throws: a look that can't be kept is made again. */
export interface PostureStore {
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

/** One machine's look at itself, for one command, or for a process that stays. */
export class PostureLook {
  readonly #from: Pick<Eyes, "platform" | "env" | "home">;
  readonly #store: PostureStore;
  readonly #now: () => number;
  readonly #queries: () => Promise<OsqueryQueries>;
  #kept: Kept | undefined;
  #looking: Promise<void> | undefined;

  /** @param queries what an organisation wants osquery to be asked; it throws nothing */
  constructor(
    from: Pick<Eyes, "platform" | "env" | "home">,
    store: PostureStore,
    now: () => number,
    queries: () => Promise<OsqueryQueries> = async () => ({}),
  ) {
    this.#from = from;
    this.#store = store;
    this.#now = now;
    this.#queries = queries;
  }

  /** What is known by now, after a short wait at most. It throws nothing: a fact that could not be told says why. */
  async tell(): Promise<Posture> {
    this.#kept ??= keptIn(await this.#store.load());
    const stale = POSTURE_NAMES.filter((name) => !this.#isFresh(name, AT_A_LOGIN));
    if (stale.length > 0) await this.#lookFor(stale);
    return this.#posture();
  }

  /** The same for a process that stays: it waits until everything that is no longer fresh was looked at. */
  async look(): Promise<Posture> {
    this.#kept ??= keptIn(await this.#store.load());
    await this.#looking;
    const stale = POSTURE_NAMES.filter((name) => !this.#isFresh(name, WHILE_RESIDENT));
    if (stale.length > 0) await this.#look(openEyes(this.#from), stale);
    return this.#posture();
  }

  #isFresh(name: PostureName, freshness: Freshness): boolean {
    const fact = this.#kept?.[name];
    if (fact === undefined || fact.value === "unknown") return false;
    const age = this.#now() - (fact.seen ?? fact.at);
    const { inOrder, amiss } = freshness(name);
    // a clock that was set back makes nothing young
    return age >= 0 && age < (fact.value === POSTURE_VALUES[name][0] ? inOrder : amiss);
  }

  /** Looks at those facts, and waits a little: the look goes on beside whatever comes next, and keeps nobody from ending. */
  async #lookFor(names: readonly PostureName[]): Promise<void> {
    this.#looking ??= this.#look(openEyes(this.#from), names).finally(() => {
      this.#looking = undefined;
    });
    const wait = names.every((name) => this.#kept?.[name] !== undefined) ? SHORT_WAIT : LONG_WAIT;
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, wait);
    });
    await Promise.race([this.#looking, enough]);
    clearTimeout(timer);
  }

  async #look(eyes: Eyes, names: readonly PostureName[]): Promise<void> {
    const looks = looksOf(eyes.platform, await this.#queries());
    const note = async (name: PostureName): Promise<void> => {
      const seen = await firstKnown(looks[name], eyes);
      const now = this.#now();
      const at = Math.min(now, seen.asOf ?? Number.POSITIVE_INFINITY);
      const { value, reason, source } = seen;
      const fact = { value, ...(reason !== undefined && { reason }), source, at, seen: now };
      this.#kept = { ...this.#kept, [name]: fact };
    };
    await Promise.all(names.map(note));
    await this.#store.save(JSON.stringify(this.#kept));
  }

  #posture(): Posture {
    const now = this.#now();
    const facts = POSTURE_NAMES.map((name) => [name, factOf(this.#kept?.[name], now)] as const);
    const told = facts.filter(([name, fact]) => isPostureFact(name, fact));
    return Object.fromEntries(told) as Posture;
  }
}

function keptIn(text: string | undefined): Kept {
  const kept = v.safeParse(keptSchema, text === undefined ? {} : parseJson(text));
  return kept.success ? kept.output : {};
}

/** The first answer that knows it, else the one that says most about why nobody does. */
async function firstKnown(ways: readonly ((eyes: Eyes) => Promise<Seen>)[], eyes: Eyes): Promise<Seen> {
  let best: Seen = unknown("unsupported");
  for (const way of ways) {
    const seen = await way(eyes);
    if (seen.value !== "unknown") return seen;
    if (best.reason === "unsupported") best = seen;
  }
  return best;
}

function factOf(fact: KeptFact | undefined, now: number) {
  const { value, reason, source, at } = fact ?? { ...unknown("not_looked"), at: now };
  const age = Math.max(0, Math.floor((now - at) / 1000));
  return value === "unknown" ? { value, reason: reason ?? "unreadable", age, source } : { value, age, source };
}
