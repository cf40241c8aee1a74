/** One challenge of `WWW-Authenticate` (RFC 9110 §11.6.1). */
export interface Challenge {
  /** Lower case: "dpop". */
  readonly scheme: string;
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** An honest field is far shorter. A longer one is read as if it were missing. Characters. */
const LONGEST = 8192;
const SPACE = /[ \t]*/y;
const SEPARATOR = /[ \t,]*/y;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
/** A `token68` may come in the parameters' place: `Negotiate YII+/=`. */
const TOKEN68 = /[ \t]+[0-9A-Za-z._~+/-]+=*[ \t]*(?=,|$)/y;

/** All challenges of the field, up to the place where it is malformed. Its author is an API, which may be hostile. */
export function readChallenges(field: string): readonly Challenge[] {
  if (field.length > LONGEST) return [];
  const challenges: { readonly scheme: string; readonly parameters: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(field) ?? undefined;
    if (found !== undefined) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    take(SEPARATOR);
    const word = take(TOKEN)?.[0].toLowerCase();
    if (word === undefined) return challenges;
    const current = challenges.at(-1);
    if (current === undefined || take(EQUALS) === undefined) {
      challenges.push({ scheme: word, parameters: new Map() });
      take(TOKEN68);
      continue;
    }
    const quoted = take(QUOTED)?.[1]?.replaceAll(/\\(.)/g, "$1");
    const value = quoted ?? take(TOKEN)?.[0];
    if (value === undefined) return challenges;
    // A parameter that comes twice is malformed: the first one counts, so that nothing later in the field can change it.
    if (!current.parameters.has(word)) current.parameters.set(word, value);
    take(SPACE);
  }
}
