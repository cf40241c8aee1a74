import type { Db, Trx } from "../store/database.ts";
import { BUILT_IN_RULES, BUILT_IN_VERSION } from "./built-in.ts";
import { compileRules } from "./compile.ts";
import type { CompiledRules } from "./rule.ts";
import { currentNumber, findVersion } from "./version-store.ts";

/** How a version is called in decisions and in the log. */
export const versionName = (number: number): string => (number === 0 ? BUILT_IN_VERSION : `rules/${number}`);

/** The set that rules now, compiled once; the database says at each use which one that is, whoever published it. */
export class RulesInForce {
  #loaded: { readonly number: number; readonly set: CompiledRules } | undefined;

  /** @throws RulesRefused where the published set can't be read by this version of the product: then nothing is approved */
  async current(db: Db | Trx): Promise<CompiledRules> {
    const number = await currentNumber(db);
    if (this.#loaded?.number === number) return this.#loaded.set;
    const text = number === 0 ? BUILT_IN_RULES : ((await findVersion(db, number))?.text ?? "");
    // of those that all asked for a new version at once the first has read it: to read a large one takes long, and holds up everybody
    if (this.#loaded?.number === number) return this.#loaded.set;
    const set = compileRules(text, versionName(number));
    this.#loaded = { number, set };
    return set;
  }
}
