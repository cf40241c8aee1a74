import type { BothOutcomes, BothSets } from "@nearside/rules/drafts/both-sets.ts";
import { changeOf } from "@nearside/rules/drafts/change-of.ts";
import { REPLAY_CHANGES, type ReplayAnswer, type ReplayChange } from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";
import type { StoredDecision } from "./stored-decisions.ts";

// The findings of a replay are counts and the newest cases. They grow with people and rules, never with logins.

type Case = ReplayAnswer["cases"][number];
type Count = ReplayAnswer["by_person"][number];

/** At most this many cases of each change are stored, and fewer are shown while the replay runs. */
const MOST_CASES = 200;
const MOST_CASES_RUNNING = 20;
const MOST_COUNTS = 200;
/** At most this many rules are named in a case, because a draft may have thousands that all apply. */
const MOST_RULES_OF_CASE = 20;

/** The findings of one worker in a batch of logins, as it sends them. */
export interface Found {
  readonly read: number;
  readonly unread: number;
  readonly changed: Readonly<Record<ReplayChange, number>>;
  readonly people: readonly Count[];
  readonly rules: readonly Count[];
  readonly cases: readonly (Case & { readonly seq: number })[];
}

const none = (): Record<ReplayChange, number> =>
  Object.fromEntries(REPLAY_CHANGES.map((change) => [change, 0])) as Record<ReplayChange, number>;

class Counts {
  readonly #counts = new Map<string, Count>();

  add({ key, name, change, logins }: Count): void {
    const at = `${change} ${key}`;
    this.#counts.set(at, { key, name, change, logins: logins + (this.#counts.get(at)?.logins ?? 0) });
  }

  get all(): readonly Count[] {
    return [...this.#counts.values()];
  }

  /** The people or rules that each change affects most. */
  get most(): Count[] {
    const sorted = this.all.toSorted((a, b) => b.logins - a.logins || (a.key < b.key ? -1 : 1));
    return REPLAY_CHANGES.flatMap((change) => sorted.filter((each) => each.change === change).slice(0, MOST_COUNTS));
  }
}

/** Compares in a worker. It gets the newest logins first, so that its first cases are the newest. */
export class Finder {
  readonly #sets: BothSets;
  readonly #cases = none();

  constructor(sets: BothSets) {
    this.#sets = sets;
  }

  /**
   * Judges a batch.
   *
   * @param decisions `given` is undefined if it can't be read
   */
  find(
    decisions: readonly (Pick<StoredDecision, "seq" | "at" | "login_id"> & { readonly given: Given | undefined })[],
  ) {
    const changed = none();
    const [people, rules] = [new Counts(), new Counts()];
    const cases: Found["cases"][number][] = [];
    for (const { seq, at, login_id, given } of decisions) {
      if (given === undefined) continue;
      const outcomes = this.#sets.outcomesOf(given);
      const change = outcomes && changeOf(outcomes.before, outcomes.after, given);
      if (change === null) continue;
      changed[change] += 1;
      const { id, name } = given.person;
      people.add({ key: id, name, change, logins: 1 });
      const causes = this.#sets.causesOf(outcomes as BothOutcomes);
      for (const rule of causes) rules.add({ key: rule.id, name: rule.title ?? rule.id, change, logins: 1 });
      if (this.#cases[change] >= MOST_CASES) continue;
      this.#cases[change] += 1;
      const { before, after } = outcomes as BothOutcomes;
      cases.push({ seq, change, login: login_id, at, given, before: short(before), after: short(after) });
    }
    const unread = decisions.filter(({ given }) => given === undefined).length;
    return { read: decisions.length, unread, changed, people: people.all, rules: rules.all, cases } satisfies Found;
  }
}

const short = (outcome: Outcome): Outcome => ({ ...outcome, rules: outcome.rules.slice(0, MOST_RULES_OF_CASE) });

/** All findings so far. */
export class Tally {
  readonly #people = new Counts();
  readonly #rules = new Counts();
  readonly #changed = none();
  #read = 0;
  #unread = 0;
  #cases: Found["cases"] = [];

  add({ read, unread, changed, people, rules, cases }: Found): void {
    this.#read += read;
    this.#unread += unread;
    for (const change of REPLAY_CHANGES) this.#changed[change] += changed[change];
    for (const count of people) this.#people.add(count);
    for (const count of rules) this.#rules.add(count);
    if (cases.length > 0) this.#cases = newestOf([...this.#cases, ...cases], MOST_CASES);
  }

  get read(): number {
    return this.#read;
  }

  /** @param isRunning true if more findings follow */
  shown(isRunning: boolean): Omit<ReplayAnswer, "state" | "against" | "total" | "took"> {
    const changes = REPLAY_CHANGES.reduce((sum, change) => sum + this.#changed[change], 0);
    return {
      done: this.#read,
      unread: this.#unread,
      unchanged: this.#read - this.#unread - changes,
      changed: { ...this.#changed },
      by_person: this.#people.most,
      by_rule: this.#rules.most,
      cases: newestOf(this.#cases, isRunning ? MOST_CASES_RUNNING : MOST_CASES).map(({ seq: _, ...shown }) => shown),
    };
  }
}

/** Keeps the newest `most` cases of each change. */
function newestOf(cases: Found["cases"], most: number): Found["cases"] {
  const taken = none();
  return cases
    .toSorted((a, b) => b.seq - a.seq)
    .filter(({ change }) => {
      taken[change] += 1;
      return taken[change] <= most;
    });
}
