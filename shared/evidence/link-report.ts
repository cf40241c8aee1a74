import { isRefusalCode, type RefusalCode } from "../chain/refusal.ts";
import { Refused } from "../refused.ts";
import type { Part } from "../texts/link-words.ts";
import { LINK_WORDS } from "../texts/link-words.ts";
import { FAILURE_SENTENCES } from "./failure-sentences.ts";

/** One link of the chain and its outcome. */
export interface ReportedLink {
  readonly part: Part;
  readonly name: string;
  /** The fact, in plain words, that the link proves if it holds. */
  readonly proves: string;
  readonly signer: string;
  /** Thumbprint of the key that signed it (for a passkey its credential id); null until the link was read. */
  readonly key: string | null;
  readonly outcome: Outcome;
}

type Outcome =
  | { readonly state: "holds" }
  | { readonly state: "fails"; readonly code: RefusalCode; readonly field: string | null; readonly sentence: string }
  | { readonly state: "not_reached" };

/** A link calls this with the key that it names, once it was read. */
export type NameKey = (thumbprint: string) => void;

/** The links in the order in which they are verified. The first that fails ends the verification. */
export class LinkLog {
  readonly #parts: readonly Part[];
  readonly #done: ReportedLink[] = [];

  /** @param parts the parts that the document has, in the order of the chain */
  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /**
   * Runs all checks of one link.
   *
   * @throws Refused as `run` does, after the failure was recorded
   */
  async verify<P extends Part, T>(
    part: P,
    name: keyof (typeof LINK_WORDS)[P] & string,
    run: (signedBy: NameKey) => Promise<T>,
  ): Promise<T> {
    let key: string | null = null;
    const add = (outcome: Outcome): void => void this.#done.push({ ...wordsOf(part, name), key, outcome });
    try {
      const held = await run((thumbprint) => {
        key = thumbprint;
      });
      add({ state: "holds" });
      return held;
    } catch (error) {
      if (error instanceof Refused && isRefusalCode(error.code)) {
        const { code, field = null } = error;
        add({ state: "fails", code, field, sentence: FAILURE_SENTENCES[code] });
      }
      throw error;
    }
  }

  /** All links, also those that were not reached. */
  get links(): readonly ReportedLink[] {
    const all = this.#parts.flatMap((part) => Object.keys(LINK_WORDS[part]).map((name) => wordsOf(part, name)));
    return all.map((link, at) => this.#done[at] ?? { ...link, key: null, outcome: { state: "not_reached" } });
  }
}

function wordsOf(part: Part, name: string): Pick<ReportedLink, "part" | "name" | "proves" | "signer"> {
  const words = Object.entries(LINK_WORDS[part]).find(([each]) => each === name)?.[1];
  if (words === undefined) throw new Error(`there is no link ${part}.${name}`);
  return { part, name, ...words };
}
