// Splits a text into policies, and measures their depth. The engine does neither: it returns policies in an order of its own, and a policy
// that is nested too deep ends it for the whole process (`engine.ts`), so this comes first.

/** One policy as it is written in the text, from its first annotation to its semicolon. */
export interface Statement {
  readonly text: string;
  /** The offset in the whole text, in UTF-16 code units. */
  readonly offset: number;
  /** The places of the annotations by name, within the statement, from their `@`. */
  readonly annotations: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
  /** The end of `permit` or `forbid`, within the statement. */
  readonly effectEnd: number;
  /** The bound that it exceeds, or null. */
  readonly excess: string | null;
}

// Together these bounds need less of the engine's stack (1 MiB) than there is. Each alone could be some three times as high.
/** Brackets within brackets. */
export const MOST_NESTING = 24;
/** `&&`, `||`, `+`, `-`, `*`, comparisons; an `if` counts twice. */
export const MOST_OPERATORS = 300;
export const MOST_DOTS = 500;

/** Comments, texts, names, operators, and single characters, as the engine's own lexer splits them. */
const TOKEN = /\/\/[^\r\n]*|"(?:\\[^\r\n]|[^"\\])*"|[A-Za-z_]\w*|&&|\|\||[<>=!]=|[^\s]|\uFEFF/g;

const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);
const OPERATORS = new Set([
  "&&",
  "||",
  "==",
  "!=",
  "<=",
  ">=",
  "<",
  ">",
  "+",
  "-",
  "*",
  "!",
  "in",
  "has",
  "like",
  "is",
]);

/** The statements in the order of the text. A rest without a semicolon is one too: the engine reports its error. */
export function statementsOf(text: string): Statement[] {
  const found: Statement[] = [];
  let counting = startCounting(0);
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (token.startsWith("//")) continue;
    if (counting.isEmpty) counting = startCounting(match.index);
    counting.isEmpty = false;
    counting.to = match.index + token.length;
    count(counting, token, match.index);
    if (token !== ";" || counting.depth > 0) continue;
    found.push(ended(text, counting));
    counting = startCounting(counting.to);
  }
  if (!counting.isEmpty) found.push(ended(text, counting));
  return found;
}

interface Counting {
  readonly from: number;
  to: number;
  isEmpty: boolean;
  depth: number;
  deepest: number;
  operators: number;
  dots: number;
  last: string;
  effectEnd: number;
  readonly annotations: Map<string, { from: number; to: number }>;
}

const startCounting = (from: number): Counting => ({
  from,
  to: from,
  isEmpty: true,
  depth: 0,
  deepest: 0,
  operators: 0,
  dots: 0,
  last: "",
  effectEnd: 0,
  annotations: new Map(),
});

function count(counting: Counting, token: string, at: number): void {
  if (OPENING.has(token)) counting.deepest = Math.max(counting.deepest, ++counting.depth);
  else if (CLOSING.has(token)) counting.depth = Math.max(0, counting.depth - 1);
  else if (token === ".") counting.dots += 1;
  else if (token === "if") counting.operators += 2;
  else if (OPERATORS.has(token)) counting.operators += 1;
  if (counting.last === "@") {
    if (counting.depth === 0 && !counting.annotations.has(token))
      counting.annotations.set(token, { from: at - counting.from - 1, to: at - counting.from + token.length });
  } else if (counting.effectEnd === 0 && counting.depth === 0 && /^\w/.test(token))
    counting.effectEnd = at - counting.from + token.length;
  counting.last = token;
}

function ended(text: string, { from, to, deepest, operators, dots, effectEnd, annotations }: Counting): Statement {
  return {
    text: text.slice(from, to),
    offset: from,
    annotations,
    effectEnd,
    excess:
      deepest > MOST_NESTING
        ? `a rule has at most ${MOST_NESTING} nested brackets`
        : operators > MOST_OPERATORS || dots > MOST_DOTS
          ? `a rule has at most ${MOST_OPERATORS} operators and ${MOST_DOTS} dots: write a set, or several rules`
          : null,
  };
}
