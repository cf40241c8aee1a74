import type { RuleEngine } from "@nearside/rules/engine.ts";
import { BUILT_IN_RULES, BUILT_IN_SET, BUILT_IN_VERSION } from "@nearside/rules/reading/built-in.ts";
import { compileRules } from "@nearside/rules/reading/compile.ts";
import { type PostureReads, postureReadsOf } from "@nearside/rules/reading/posture-reads.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { RulesRefused } from "@nearside/rules/reading/rules-refused.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { RuleThread, ThreadFailed } from "./rule-thread.ts";
import { currentNumber, findVersion } from "./version-store.ts";

/** The name of a version in decisions and in the log. */
export const versionName = (number: number): string => (number === 0 ? BUILT_IN_VERSION : `rules/${number}`);

/** UTF-16 code units that are read in some hundredths of a second. A longer text is read in a thread. */
const MOST_READ_HERE = 8192;

interface Loading {
  readonly number: number;
  readonly text: string;
  /** Rejects for every caller where the text can't be read. */
  readonly set: Promise<CompiledRules>;
}

/**
 * The active set. The first caller reads it, once, however many ask meanwhile. The database tells at each use which version is active,
 * on any server.
 */
export class ActiveRules {
  /** Judges by that set. */
  readonly engine: RuleEngine;
  /** Keyed by the set, which never changes. */
  readonly #postureRead = new WeakMap<CompiledRules, PostureReads>();
  #loading: Loading | undefined;
  #loaded: { readonly number: number; readonly set: CompiledRules } | undefined;

  constructor(engine: RuleEngine) {
    this.engine = engine;
  }

  /** @throws RulesRefused where this version of the product can't read the published set; then nothing is approved */
  async current(db: Db | Trx): Promise<CompiledRules> {
    const number = await currentNumber(db);
    if (number === 0) return BUILT_IN_SET;
    if (this.#loaded?.number === number) return this.#loaded.set;
    // each caller asks the database by itself: one that waited for another's query in a transaction of its own would hold that one up
    const text = await textOf(db, number);
    const set = await this.#load(number, text);
    this.#loaded = { number, set };
    return set;
  }

  /** The parts of a machine's posture that active rules of that set read (protocol §4.8). */
  postureReadBy(set: CompiledRules): PostureReads {
    const known = this.#postureRead.get(set);
    if (known !== undefined) return known;
    const read = postureReadsOf(set);
    this.#postureRead.set(set, read);
    return read;
  }

  #load(number: number, text: string): Promise<CompiledRules> {
    if (this.#loading?.number === number && this.#loading.text === text) return this.#loading.set;
    const loading = { number, text, set: read(this.engine, text, versionName(number)) };
    this.#loading = loading;
    loading.set.catch((error: unknown) => {
      // an unreadable text stays so; any other error may be gone the next time
      if (!(error instanceof RulesRefused) && this.#loading === loading) this.#loading = undefined;
    });
    return loading.set;
  }
}

/** The text of the active set. */
export async function rulingText(db: Db | Trx): Promise<{ readonly text: string; readonly version: string }> {
  const number = await currentNumber(db);
  return { text: await textOf(db, number), version: versionName(number) };
}

const textOf = async (db: Db | Trx, number: number): Promise<string> =>
  number === 0 ? BUILT_IN_RULES : ((await findVersion(db, number))?.text ?? "");

async function read(engine: RuleEngine, text: string, version: string): Promise<CompiledRules> {
  if (text.length <= MOST_READ_HERE) return compileRules(engine, text, version);
  const thread = new RuleThread();
  try {
    const { set, problems } = await thread.have((ask) => ask({ kind: "read", draft: { text, tests: "" } }));
    if (set === null) throw new RulesRefused(problems);
    return { ...set, version };
  } catch (error) {
    if (error instanceof ThreadFailed) return compileRules(engine, text, version); // the set rules anyway, and every login waits for it
    throw error;
  } finally {
    await thread.end();
  }
}

export interface WithRules {
  readonly rules: ActiveRules;
}
