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
import { type Eyes, newestOf, openEyes, type Seen, unknown } from "./look.ts";
import { looksOf, type OsqueryQueries, UPDATES_CHANGE } from "./looks.ts";

// The posture of this machine, as it sees itself (protocol §4.8). A look takes from milliseconds to seconds, and no login waits for that. So each
// fact is kept beside the keys, with its time, and is used until the next look.

/** A fact is told for so long as it was seen, without another look. Milliseconds. */
interface Fresh {
  readonly good: number;
  /** A person may have fixed it since. A fact that could not be read counts as out of order. */
  readonly bad: number;
}
const AT_A_LOGIN: Fresh = { good: 600_000, bad: 2000 };
const WHILE_RESIDENT: Fresh = { good: 50_000, bad: 50_000 };
/** To list updates takes a second of the processor; every other look takes hundredths. */
const UPDATES: Fresh = { good: 3_600_000, bad: 600_000 };
/** The same where files of the system tell that nothing has changed since. */
const UNCHANGED_UPDATES: Fresh = { good: 3_600_000, bad: 3_600_000 };
const NEVER: Fresh = { good: 0, bad: 0 };
/** A look at updates that has not ended by then was given up. Until then no second one begins, in whatever process. Milliseconds. */
const UPDATES_TAKE = 120_000;
/** No login waits longer than this for a look. Milliseconds. */
const SHORT_WAIT = 300;
/** The same where nothing is known of a fact, or only what is no longer so. Milliseconds. */
const LONG_WAIT = 1500;

const keptFactSchema = v.object({
  value: v.pipe(v.string(), v.maxLength(32)),
  reason: v.optional(v.picklist(UNKNOWN_REASONS)),
  source: v.pipe(v.string(), v.maxLength(32)),
  /** Epoch milliseconds of what it tells. */
  at: v.number(),
  /** Epoch milliseconds of the look, which is later where a source tells what it knew before. */
  seen: v.optional(v.number()),
});
const keptSchema = v.object({
  ...v.entriesFromList(POSTURE_NAMES, v.exactOptional(keptFactSchema)),
  /** Epoch milliseconds at which the last look at updates began. */
  updates_begun: v.exactOptional(v.number()),
});
type Kept = v.InferOutput<typeof keptSchema>;
type KeptFact = v.InferOutput<typeof keptFactSchema>;

/** Keeps what was seen between commands. Neither throws: a look that can't be kept is made again. */
export interface PostureStore {
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

/** @property isNeeded true where nothing can be told without it that is true */
type Look = readonly [name: PostureName, ended: Promise<void>, isNeeded: boolean];

/** One machine's look at itself, for one command, or for a process that stays. */
export class PostureLook {
  readonly #eyes: Eyes;
  /** The same, of which this process waits for every program before it ends. */
  readonly #holding: Eyes;
  readonly #store: PostureStore;
  readonly #now: () => number;
  readonly #queries: () => Promise<OsqueryQueries>;
  readonly #looking = new Map<PostureName, Promise<void>>();
  /** This process has looked at these itself. */
  readonly #own = new Set<PostureName>();
  #kept: Kept | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** @param queries what an organisation wants osquery to be asked; it throws nothing */
  constructor(
    from: Pick<Eyes, "platform" | "env" | "home"> & Partial<Eyes>,
    store: PostureStore,
    now: () => number,
    queries: () => Promise<OsqueryQueries> = async () => ({}),
  ) {
    this.#eyes = { ...openEyes(from), ...from };
    this.#holding = { ...openEyes(from, "holds"), ...from };
    this.#store = store;
    this.#now = now;
    this.#queries = queries;
  }

  /** Tells what is known by now, after a short wait at most. It throws nothing: a fact that could not be told says why. */
  async tell(): Promise<Posture> {
    const looks = await this.#lookAtStale(AT_A_LOGIN, () => true);
    const needed = looks.filter(([, , isNeeded]) => isNeeded);
    await Promise.all([ended(looks, SHORT_WAIT), ended(needed, LONG_WAIT)]);
    return this.#posture();
  }

  /**
   * The same for a process that stays: it waits until everything that is no longer fresh was looked at. What other processes saw before it
   * began may have changed since, so it looks itself at first.
   */
  async look(): Promise<Posture> {
    const looks = await this.#lookAtStale(WHILE_RESIDENT, (name) => this.#own.has(name));
    await Promise.all(looks.map(([, look]) => look));
    return this.#posture();
  }

  /** Looks at what is no longer fresh. The looks continue beside whatever comes next; a process ends before one that is not needed. */
  async #lookAtStale(fresh: Fresh, known: (name: PostureName) => boolean): Promise<readonly Look[]> {
    this.#kept ??= keptIn(await this.#store.load());
    const updates = await this.#freshUpdates();
    return POSTURE_NAMES.flatMap((name) => {
      const isFresh = name === "updates" ? this.#isFresh(name, updates) : this.#isFresh(name, fresh) && known(name);
      if (isFresh) return [];
      const isNeeded = this.#kept?.[name] === undefined || (name === "updates" && updates === NEVER);
      const look =
        this.#looking.get(name) ?? (name === "updates" && this.#areAsked() ? undefined : this.#look(name, isNeeded));
      return look === undefined ? [] : [[name, look, isNeeded] as const];
    });
  }

  async #freshUpdates(): Promise<Fresh> {
    const changed = await newestOf(this.#eyes, UPDATES_CHANGE[this.#eyes.platform] ?? []);
    if (changed === undefined) return UPDATES;
    const { updates } = this.#kept ?? {};
    return updates === undefined || changed > seenAt(updates) ? NEVER : UNCHANGED_UPDATES;
  }

  /** True while a look at updates runs in another process, as far as is known, or has just been given up. */
  #areAsked(): boolean {
    const { updates, updates_begun: begun } = this.#kept ?? {};
    const isOver = updates !== undefined && begun !== undefined && begun <= seenAt(updates);
    return begun !== undefined && !isOver && this.#isWithin(begun, UPDATES_TAKE);
  }

  #isFresh(name: PostureName, { good, bad }: Fresh): boolean {
    const fact = this.#kept?.[name];
    if (fact === undefined) return false;
    return this.#isWithin(seenAt(fact), fact.value === POSTURE_VALUES[name][0] ? good : bad);
  }

  /** False too for a time that is yet to come: a clock that was set back makes nothing young. */
  #isWithin(time: number, span: number): boolean {
    const age = this.#now() - time;
    return age >= 0 && age < span;
  }

  #look(name: PostureName, isNeeded: boolean): Promise<void> {
    const look = this.#see(name, isNeeded).finally(() => this.#looking.delete(name));
    this.#looking.set(name, look);
    return look;
  }

  /** Each fact is kept as soon as it is seen: this process may end before the next one is. */
  async #see(name: PostureName, isNeeded: boolean): Promise<void> {
    if (name === "updates") await this.#keep({ updates_begun: this.#now() });
    const looks = looksOf(this.#eyes.platform, await this.#queries());
    // a login that was refused for what is no longer so must not be refused again: this process ends once that is looked at
    const eyes = name === "updates" && isNeeded ? this.#holding : this.#eyes;
    const { asOf, value, reason, source } = await firstKnown(looks[name], eyes);
    const seen = this.#now();
    const at = Math.min(seen, asOf ?? Number.POSITIVE_INFINITY);
    this.#own.add(name);
    await this.#keep({ [name]: { value, ...(reason !== undefined && { reason }), source, at, seen } });
  }

  /** Writes one text after the other, since each has all that is known by then. */
  #keep(more: Kept): Promise<void> {
    this.#kept = { ...this.#kept, ...more };
    this.#saving = this.#saving.then(() => this.#store.save(JSON.stringify(this.#kept)));
    return this.#saving;
  }

  #posture(): Posture {
    const now = this.#now();
    const facts = POSTURE_NAMES.map((name) => [name, factOf(this.#kept?.[name], now)] as const);
    const told = facts.filter(([name, fact]) => isPostureFact(name, fact));
    return Object.fromEntries(told) as Posture;
  }
}

const seenAt = ({ at, seen = at }: KeptFact): number => seen;

/** Waits for those looks, and no longer than so many milliseconds. */
async function ended(looks: readonly Look[], most: number): Promise<void> {
  if (looks.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, most);
  });
  await Promise.race([Promise.all(looks.map(([, look]) => look)), enough]);
  clearTimeout(timer);
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
