/** The checks of docs/model/nearside.pv, read from its syntax. */

/** One line of the model that a party's process may fail at, or that says what is claimed. */
export interface ModelCheck {
  /** The process that makes the check: "Enrol", "Cli" …; "query" for a query about all of them. */
  readonly process: string;
  /** The check as written, with the switch before it, without other comments and without what joins it to the line before. */
  readonly text: string;
}

/** A pattern that must match (`=x`), a decision, a signature that is opened, a table that is read, an event, a query. */
const CHECKS = /[(,]\s*=\s*\w|\bif\b|\bopen\(|\bget\b|^query\b|\bevent\s/;
/** Declarations of the file, which are nothing that a process does. */
const DECLARES = /^(?:event|reduc|fun|table|const|free|type)\b/;

export function checksOf(model: string): readonly ModelCheck[] {
  const checks: ModelCheck[] = [];
  let process = "";
  for (const line of withoutComments(model).split("\n")) {
    process = /^let (\w+)\(/.exec(line)?.[1] ?? (line.startsWith("query") ? "query" : process);
    if (CHECKS.test(line) && !DECLARES.test(line)) checks.push({ process, text: joinless(line) });
  }
  return checks;
}

/** `  | ( !( in(…` → `in(…`; a switch such as `(*PIN*)` stays. */
const joinless = (line: string): string => line.replace(/^(?:[\s|!]|\((?!\*))+/, "").trim();

/** Comments may be nested and go over lines; a switch is a comment before the thing that it switches. */
function withoutComments(model: string): string {
  let depth = 0;
  return model.replace(/\(\*[A-Z_]+\*\)|\(\*|\*\)|[\s\S]/g, (piece) => {
    if (piece === "(*") depth += 1;
    else if (piece === "*)") depth -= 1;
    else if (depth === 0 || piece === "\n") return piece;
    return "";
  });
}

/** One line of docs/model/check.sh: what is switched, and the verdicts that it expects. */
interface Variant {
  /** "LEAK_D LEAK_C"; "" for the protocol as specified. */
  readonly switches: string;
  /** P1 to P5, of remote.pv P2, P5, P6, P3, of second.pv S1 to S4: "true", "false" or "unknown". */
  readonly verdicts: readonly string[];
}

/** @param model by the name that its lines begin with */
export const variantsOf = (script: string, model: "nearside" | "remote" | "redirect" | "second"): readonly Variant[] =>
  [...script.matchAll(/^(nearside|remote|redirect|second)((?: +(?:true|false|unknown))+)[ \t]*(.*)$/gm)]
    .filter(([, name]) => name === model)
    .map(([, , verdicts = "", rest = ""]) => ({ switches: rest.trim(), verdicts: verdicts.trim().split(/ +/) }));
