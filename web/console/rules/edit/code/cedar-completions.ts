import type { CompletionSource } from "@codemirror/autocomplete";
import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { ruleEditTexts } from "../../../../texts/console/rules-edit.tsx";
import { makeVisible } from "../../../../ui/make-visible.ts";

const texts = ruleEditTexts.suggestions;

/** The texts that may be at a place of a rule, and the position from which on they replace what was typed. */
interface Offers {
  /** The position in the text before the place. */
  readonly from: number;
  readonly offers: readonly Offer[];
}
interface Offer {
  readonly text: string;
  /** One or two words that are shown beside the text. */
  readonly detail?: string;
  readonly says?: string;
}

const PATH = String.raw`(?:principal|resource|context)(?:\.\w+)+`;
const IN_NAME = /(Group|User|Client|ResourceServer|Action)::$/;
const COMPARED = new RegExp(String.raw`(${PATH})\s*(?:[=!]=|\.contains(?:Any|All)?\(\s*\[?(?:\s*"[^"]*",)*)\s*$`);
const HAS_TEST = /\b(context(?:\.\w+)*)\s+has\s+(\w*)$/;
const WITHIN = /\b((?:principal|resource|context)(?:\.\w+)*)\.(\w*)$/;

/**
 * @param before the text up to the place
 * @param isExplicit true if the person asked for offers; otherwise something has to be typed first
 */
export function offersAt(before: string, vocabulary: VocabularyAnswer, isExplicit: boolean): Offers | undefined {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const open = openIn(line);
  if (open === "comment") return undefined;
  if (open !== undefined) return inText(line.slice(0, open.quote), line.slice(open.quote + 1), before, vocabulary);
  const annotation = /@(\w*)$/.exec(line);
  if (annotation !== null) return offered(before, annotation[0], annotationsIn(vocabulary));
  const hasTest = HAS_TEST.exec(line);
  if (hasTest !== null) return offered(before, hasTest[2] ?? "", optionalsIn(vocabulary, hasTest[1] ?? ""));
  const within = WITHIN.exec(line);
  if (within !== null) return offered(before, within[2] ?? "", membersOf(vocabulary, within[1] ?? ""));
  const word = /\w*$/.exec(line)?.[0] ?? "";
  // This is an unknown name after a dot, or a number.
  if (/[.\d]\w*$/.test(line) || (word === "" && !isExplicit)) return undefined;
  return offered(before, word, WORDS);
}

const offered = (before: string, typed: string, offers: readonly Offer[]): Offers | undefined =>
  offers.length === 0 ? undefined : { from: before.length - typed.length, offers };

/** Tells whether a line ends inside a comment or a quoted text, and where that text began. */
function openIn(line: string): "comment" | { readonly quote: number } | undefined {
  let quote: number | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at];
    if (quote === undefined && line.startsWith("//", at)) return "comment";
    if (quote !== undefined && character === "\\") at += 1;
    else if (character === '"') quote = quote === undefined ? at : undefined;
  }
  return quote === undefined ? undefined : { quote };
}

function inText(ahead: string, typed: string, before: string, vocabulary: VocabularyAnswer): Offers | undefined {
  const named = IN_NAME.exec(ahead);
  if (named !== null) return offered(before, typed, NAMES[named[1] ?? ""]?.(vocabulary).map(written) ?? []);
  if (/@mode\(\s*$/.test(ahead)) return offered(before, typed, [{ text: "report-only" }]);
  const path = COMPARED.exec(ahead)?.[1];
  const values = vocabulary.attributes.find((attribute) => attribute.path === path)?.values ?? [];
  return offered(
    before,
    typed,
    values.map((text) => ({ text })),
  );
}

const ACTIONS: readonly Offer[] = [
  { text: "approve", says: texts.approve },
  { text: "refresh", says: texts.refresh },
  { text: "exchange", says: texts.exchange },
];
const NAMES: Readonly<Record<string, (vocabulary: VocabularyAnswer) => readonly Offer[]>> = {
  Group: ({ groups }) => groups.map((text) => ({ text })),
  User: ({ people }) => people.map((text) => ({ text })),
  Client: ({ clients }) => clients.map(({ id, name }) => ({ text: id, detail: name })),
  ResourceServer: ({ resources }) => resources.map((text) => ({ text })),
  Action: () => ACTIONS,
};

/** Escapes a name as a quoted text needs it. */
const written = (offer: Offer): Offer => ({ ...offer, text: offer.text.replace(/["\\]/g, "\\$&") });

const annotationsIn = ({ annotations }: VocabularyAnswer): readonly Offer[] =>
  annotations.map(({ name, example, says }) => ({
    text: example === null ? `@${name}` : `@${name}(${example})`,
    says,
  }));

/** Lists the attributes that a rule tests by `has` before it reads them. */
const optionalsIn = ({ attributes }: VocabularyAnswer, above: string): readonly Offer[] =>
  steps(
    attributes.filter(({ optional }) => optional),
    above,
  );

function membersOf({ attributes }: VocabularyAnswer, above: string): readonly Offer[] {
  const type = attributes.find(({ path }) => path === above)?.type ?? "";
  return [...steps(attributes, above), ...(type.startsWith("Set<") ? ON_SETS : type === "ipaddr" ? ON_ADDRESSES : [])];
}

/** Lists the next step of each attribute's path below that one. */
function steps(attributes: VocabularyAnswer["attributes"], above: string): readonly Offer[] {
  const found = new Map<string, Offer>();
  for (const { path, type, says } of attributes) {
    if (!path.startsWith(`${above}.`)) continue;
    const [text = "", ...more] = path.slice(above.length + 1).split(".");
    if (more.length === 0) found.set(text, { text, detail: type, says });
    else if (!found.has(text)) found.set(text, { text, detail: "…" });
  }
  return [...found.values()];
}

const ON_SETS: readonly Offer[] = [
  { text: "contains", says: texts.contains },
  { text: "containsAny", says: texts.containsAny },
  { text: "containsAll", says: texts.containsAll },
];
const ON_ADDRESSES: readonly Offer[] = [
  { text: "isInRange", says: texts.isInRange },
  { text: "isLoopback", says: texts.isLoopback },
];
const WORDS: readonly Offer[] = [
  { text: "permit", says: texts.permit },
  { text: "forbid", says: texts.forbid },
  { text: "when", says: texts.when },
  { text: "unless", says: texts.unless },
  ...[
    "principal",
    "action",
    "resource",
    "context",
    "in",
    "has",
    "like",
    "is",
    "if",
    "then",
    "else",
    "true",
    "false",
  ].map((text) => ({ text })),
  ...["Group", "User", "Client", "ResourceServer", "Action"].map((type) => ({ text: `${type}::`, detail: texts.name })),
  { text: "ip", says: texts.ip },
];

/** Code units that are read before the place: more than the offers depend on. */
const LOOKED_AT = 4000;

/** Gives the editor's completions, from the vocabulary that the server sends. */
export const completionsFrom =
  (vocabulary: VocabularyAnswer): CompletionSource =>
  ({ state, pos, explicit }) => {
    const start = Math.max(0, pos - LOOKED_AT);
    const found = offersAt(state.sliceDoc(start, pos), vocabulary, explicit);
    if (found === undefined) return null;
    return {
      from: start + found.from,
      options: found.offers.map(({ text, detail, says }) => ({
        label: text,
        displayLabel: makeVisible(text),
        ...(detail === undefined ? {} : { detail: makeVisible(detail) }),
        ...(says === undefined ? {} : { info: says }),
      })),
    };
  };
