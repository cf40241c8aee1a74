import { isBuildScript, isCode, isUnitTest, type Source, workspaceOf } from "../source.ts";
import { everyNodeOf, field, lineOf, parseSource, type SyntaxNode, textAt } from "../syntax-tree.ts";
import { type Rule, source } from "./rule.ts";

/** The contract: the entries of the API, and the OAuth endpoints. */
const CONTRACT = /^shared\/(?:api\/.+|oauth\/endpoints)\.ts$/;
/** These files type a path outside of the contract, each for its reason. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ["shared/oauth/status-list.ts", "tokens name a list by an address below it, which no client builds"],
  ["shared/statements/passkey-addition.ts", "the path is a part of what the machine signs"],
  [
    "web/data/login-requests.ts",
    "the first load has a budget, so the contract is imported as types, which hold this path",
  ],
]);
/** A path by itself, behind a method, or behind an origin. */
const OF_THE_API = /^(?:[A-Z]+ )?(?:[a-z][a-z0-9+.-]*:)?(?:\/\/[^/\s]*)?\/(?:api|oauth)\/[a-z]/;

export const pathsAreTypedOnce: Rule = {
  says: "no path of /api or /oauth is typed outside of the contract in shared",
  because:
    "server and clients agree on an address by its entry; a second spelling of its path would go on working alone, and no reader would know who asks it",
  broken: (file) => {
    if (!isShipped(file) || CONTRACT.test(file.path) || EXCEPTIONS.has(file.path)) return [];
    return everyNodeOf(parseSource(file))
      .filter((node) => textsOf(node).some((text) => OF_THE_API.test(text)))
      .map((node) => `${lineOf(file, node)}: types a path`);
  },
  planted: [
    source("web/console/groups/groups-page.tsx", `const list = useRead("/api/console/groups");`),
    source("cli/login/a.ts", `const url = issuer + \`/api/requests/\${id}/peer\`;`),
    source("extension/issuer/a.ts", `const JWKS = "/oauth/jwks";`),
    source("server/surfaces/wiring/app.ts", `const rows = [get("/oauth/userinfo", "requests", userinfo)];`),
    source("cli/login/a.ts", `const url = "https://login.example.com/api/requests";`),
    source("extension/issuer/a.ts", `const url = \`//\${host}/oauth/jwks\`;`),
    source("server/surfaces/wiring/a.ts", `const row = "GET /oauth/userinfo";`),
    source("web/gallery/a.tsx", `const answers = { "/api/console/mail": {} };`),
  ],
  kept: [
    source("cli/server/a.ts", `import { at } from "@nearside/shared/api/entry.ts";`),
    source("shared/api/console/groups.ts", `const AT = "/api/console/groups";`),
    source("web/console/groups/groups-page.tsx", `import { groupsApi } from "@nearside/shared/api/console/groups.ts";`),
    source("cli/commands/a.ts", `const help = "Give the set as the server has it at /oauth/jwks.";`),
    source("web/console/wire/http.test.ts", `expect(url).toBe("/api/console/people");`),
  ],
};

function isShipped({ path }: Source): boolean {
  const workspace = workspaceOf(path);
  if (workspace === undefined || workspace === "test" || workspace === "examples") return false;
  return isCode(path) && !isUnitTest(path) && !isBuildScript(path);
}

/** The text of a literal, or of a piece of a template; none of any other node. An import's specifier is no path of ours. */
function textsOf(node: SyntaxNode): readonly string[] {
  if (node.type === "TemplateElement") {
    const value = field(node, "value");
    return typeof value === "object" && value !== null && "raw" in value && typeof value.raw === "string"
      ? [value.raw]
      : [];
  }
  const text = node.type === "Literal" ? textAt(node, "value") : undefined;
  return text === undefined ? [] : [text];
}
