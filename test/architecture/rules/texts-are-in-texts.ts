import { isBuildScript, isCode, isUnitTest, type Source } from "../source.ts";
import { everyNodeOf, field, lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "../syntax-tree.ts";
import { type Rule, source } from "./rule.ts";

/** All that people read comes from these workspaces. */
const SURFACE = /^(?:web|extension|cli|server)\//;
/** The texts themselves; the API's reference, which is written beside each address; the gallery, which makes up what people type. */
const TEXTS = /^(?:web|extension|cli|server)\/texts\/|^server\/surfaces\/openapi\/|^web\/gallery\//;

/** The attributes and properties whose text a person sees or hears. */
const SEEN = new Set([
  ...["title", "label", "alt", "placeholder", "aria-label", "aria-description", "summary"],
  ...["tab", "lead", "note", "hint", "says", "verb", "send", "search", "what", "none", "footnote", "sentence"],
]);
/** These show their text to a person: the builders of the extension's windows, and the terminal of the command lines. */
const SHOWS = new Set(["heading", "paragraph", "button", "say", "status", "countdown"]);

const HAS_A_WORD = /\p{L}{2}/u;
/** A title or more. A single small word is mostly the name of a choice. */
const SAYS_SOMETHING = /^\P{L}*\p{Lu}|\p{L}\s+\P{L}*\p{L}/u;
const IS_A_SENTENCE = /^\p{Lu}\S*\s.*\s.*[.?!…]$/su;
/** An error that no person is shown: it ends the program, or is caught and gets a sentence of texts/. */
const ERROR = /Error$/;

export const textsAreInTexts: Rule = {
  says: "no text that people read is written outside of texts/: in a tag, in an attribute that is seen, or handed to what shows it",
  because:
    "each was read once as a stranger reads it, and is where another language could follow; nobody who looks after the words sees a sentence at its use",
  broken: (file) => {
    if (!isJudged(file)) return [];
    const nodes = everyNodeOf(parseSource(file));
    const unseen = new Set(nodes.filter(isError).flatMap(everyNodeOf));
    const written = new Set([
      ...nodes.flatMap(textsIn),
      ...nodes.filter((node) => !unseen.has(node) && IS_A_SENTENCE.test(wordsOf(node))),
    ]);
    return [...written].map((node) => `${lineOf(file, node)}: writes "${wordsOf(node).replace(/\s+/g, " ").trim()}"`);
  },
  planted: [
    source("web/ui/a.tsx", `const a = <p>Nothing was approved.</p>;`),
    source("web/ui/a.tsx", `const a = <Sheet title="Denied" />;`),
    source("web/ui/a.tsx", `const a = <img alt={"A terminal"} />;`),
    source("web/ui/a.tsx", `const a = <Button>{busy ? "Denying…" : texts.deny}</Button>;`),
    source("web/ui/a.tsx", `const a = <Sheet title={\`Remove \${name}?\`} />;`),
    source("web/ui/a.tsx", `const a = <p>{name ?? "a machine"}</p>;`),
    source("web/console/account/a.tsx", `const COLUMNS = [{ id: "machine", title: "Machine" }];`),
    source("web/console/approvals/a.ts", `const done = { says: () => ({ says: "It ended." }) };`),
    source("web/enroll/a.ts", `const SENTENCES = { gone: "It ended. Start again." };`),
    source("web/ui/a.ts", `const a = heading("Compare these words");`),
    source("web/ui/a.ts", `terminal.say("The keeper runs.", "good");`),
    source("web/enroll/a.ts", `const none = { ...problem, sentence: \`No \${what} was made.\` };`),
  ],
  kept: [
    source(
      "web/ui/a.tsx",
      `const a = <p className="small-print" role="status">{texts.lead({ client })} · {count}</p>;`,
    ),
    source("web/ui/a.tsx", `const a = <Sheet title={texts.title} picture={<Scene link="open" tone="alert" />} />;`),
    source("web/ui/a.tsx", `const a = <Detail name={texts.name}>{\`\${texts.first} · \${texts.second}\`}</Detail>;`),
    source("web/ui/a.tsx", `const a = <Fact name={at === "here" ? texts.here : texts.there} />;`),
    source("web/texts/a.tsx", `export const texts = { title: "Denied", lead: <p>Nothing was approved.</p> };`),
    source("web/gallery/console/a.tsx", `const a = <Page title="A sample" />;`),
    source("web/ui/a.test.tsx", `const a = <p>Nothing was approved.</p>;`),
    source("web/ui/a.ts", `throw new Error("Nobody is signed in here.");`),
    source("web/ui/a.ts", `terminal.say(texts.runs, "good");`),
    source("resource/a.ts", `const a = { title: "Orders" };`),
  ],
};

function isJudged({ path }: Source): boolean {
  return SURFACE.test(path) && !TEXTS.test(path) && isCode(path) && !isUnitTest(path) && !isBuildScript(path);
}

/** The literals that this very node shows. */
function textsIn(node: SyntaxNode): readonly SyntaxNode[] {
  const shown = (name: string, form = HAS_A_WORD) =>
    nodesAt(node, name)
      .flatMap(literalsIn)
      .filter((literal) => form.test(wordsOf(literal)));
  switch (node.type) {
    case "JSXElement":
    case "JSXFragment":
      return shown("children");
    case "JSXAttribute":
      return SEEN.has(nameAt(node, "name")) ? shown("value") : [];
    case "Property":
      return SEEN.has(nameAt(node, "key")) ? shown("value", SAYS_SOMETHING) : [];
    case "CallExpression":
      return SHOWS.has(calledName(node)) ? shown("arguments", SAYS_SOMETHING) : [];
    default:
      return [];
  }
}

const isError = (node: SyntaxNode): boolean => node.type === "NewExpression" && ERROR.test(nameAt(node, "callee"));

/** The literals that a value may be. A node of another kind, such as a call, answers for itself. */
function literalsIn(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.type) {
    case "JSXText":
    case "Literal":
    case "TemplateLiteral":
      return [node];
    case "JSXExpressionContainer":
      return nodesAt(node, "expression").flatMap(literalsIn);
    case "ConditionalExpression":
      return [...nodesAt(node, "consequent"), ...nodesAt(node, "alternate")].flatMap(literalsIn);
    case "LogicalExpression":
      return [...nodesAt(node, "left"), ...nodesAt(node, "right")].flatMap(literalsIn);
    case "TSAsExpression":
      return nodesAt(node, "expression").flatMap(literalsIn);
    default:
      return [];
  }
}

/** The words of a text, of a literal, or of a template without what is put into it. */
function wordsOf(node: SyntaxNode): string {
  if (node.type !== "TemplateLiteral") return textAt(node, "value") ?? "";
  const raws = nodesAt(node, "quasis").map((quasi) => {
    const value = field(quasi, "value");
    return typeof value === "object" && value !== null && "raw" in value ? String(value.raw) : "";
  });
  return raws.join("◌");
}

function nameAt(node: SyntaxNode, name: string): string {
  const named = nodeAt(node, name);
  return named === undefined ? "" : (textAt(named, "name") ?? textAt(named, "value") ?? "");
}

function calledName(node: SyntaxNode): string {
  const callee = nodeAt(node, "callee");
  if (callee === undefined) return "";
  return callee.type === "MemberExpression" ? nameAt(callee, "property") : (textAt(callee, "name") ?? "");
}
