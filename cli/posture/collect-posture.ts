import {
  isPostureFact,
  POSTURE_NAMES,
  type Posture,
  type PostureName,
  UNKNOWN_REASONS,
} from "@nearside/shared/posture/posture.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { type Eyes, openEyes, type Seen, unknown } from "./look.ts";
import { looksOf } from "./looks.ts";

// The posture of this machine, as it sees itself (protocol §4.8). A look takes from milliseconds to seconds, and no login waits for that:
// what was seen is kept beside the keys, with its time, and used until it is looked at anew.

/** A fact that was seen this long ago is told as it is, without another look. Milliseconds. */
const FRESH = 600_000;
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
    /** Epoch milliseconds. */
    at: v.number(),
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
  #kept: Kept | undefined;
  #looking: Promise<void> | undefined;

  constructor(from: Pick<Eyes, "platform" | "env" | "home">, store: PostureStore, now: () => number) {
    this.#from = from;
    this.#store = store;
    this.#now = now;
  }

  /** What is known by now, after a short wait at most. It throws nothing: a fact that could not be told says why. */
  async tell(): Promise<Posture> {
    this.#kept ??= keptIn(await this.#store.load());
    const stale = POSTURE_NAMES.filter((name) => !this.#isFresh(name));
    if (stale.length > 0) await this.#lookFor(stale);
    return this.#posture();
  }

  #isFresh(name: PostureName): boolean {
    const fact = this.#kept?.[name];
    if (fact === undefined || fact.value === "unknown") return false;
    const age = this.#now() - fact.at;
    // a clock that was set back makes nothing young
    return age >= 0 && age < FRESH;
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
    const looks = looksOf(eyes.platform);
    const note = async (name: PostureName): Promise<void> => {
      const seen = await firstKnown(looks[name], eyes);
      const at = Math.min(this.#now(), seen.asOf ?? Number.POSITIVE_INFINITY);
      const { value, reason, source } = seen;
      this.#kept = { ...this.#kept, [name]: { value, ...(reason !== undefined && { reason }), source, at } };
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
