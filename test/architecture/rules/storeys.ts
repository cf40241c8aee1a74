import { importsOf } from "../imports-of.ts";
import { isBuildScript, isCode, isUnitTest, type Source } from "../source.ts";
import { type Rule, source } from "./rule.ts";

/** The storeys of a folder, from the ground up. Each names its rooms: folders, or single files that lie in the folder itself. */
type Storeys = readonly (readonly string[])[];

/** By folder, as docs/architecture.md draws them. A folder within another one has storeys of its own. */
export const STOREYS: Readonly<Record<string, Storeys>> = {
  shared: [
    ["texts"],
    ["refused.ts", "lifetimes.ts", "roles.ts"],
    ["encoding"],
    ["ids.ts"],
    ["claims.ts", "text", "signing", "passkey"],
    ["posture", "proof", "ssh", "tpm", "words"],
    ["statements"],
    ["oauth", "rules"],
    ["chain"],
    ["key-attestation"],
    ["evidence"],
    ["api"],
  ],
  extension: [
    ["texts"],
    ["browser.ts", "fetch-json.ts", "messages.ts", "keys", "session"],
    ["content", "issuer", "machine", "policy"],
    ["enrolment", "review", "ui"],
    ["background", "enrol-window", "options", "popup", "review-window"],
  ],
  resource: [
    ["refusal.ts", "texts"],
    ["access-refused.ts"],
    ["request", "issuer", "proof"],
    ["token"],
    ["metadata.ts"],
    ["options.ts"],
    ["resource.ts"],
    ["adapters"],
  ],
  cli: [
    ["texts"],
    ["problems", "parse-json.ts", "version.ts", "waiting.ts"],
    ["browser", "channel", "keys", "peer", "server", "terminal"],
    ["telemetry"],
    ["apis", "context", "credentials", "doorway", "evidence", "listener", "posture"],
    ["settings"],
    ["world"],
    ["enrolment", "login"],
    ["keeper"],
    ["lease"],
    ["completion", "doctor", "mcp", "proxy", "sdk", "tools", "upgrade"],
    ["commands"],
    ["bin", "main.ts", "native-host", "sdk.ts"],
    ["executable"],
  ],
  rules: [
    ["language"],
    ["schema.ts", "slots.ts"],
    ["engine.ts"],
    ["reading"],
    ["cards", "judging"],
    ["kept-tests"],
    ["lint"],
    ["drafts"],
  ],
  server: [["texts"], ["platform"], ["register"], ["protocol"], ["administration"], ["surfaces"], ["bin", "main.ts"]],
  "server/platform": [
    ["config", "outside", "surroundings.ts", "wire-error.ts"],
    ["log", "store"],
    ["audit", "safety", "systemd", "waiting"],
    ["keys", "limits"],
    ["http"],
    ["lists"],
  ],
  "server/register": [
    ["clients", "machines", "passkeys", "people"],
    ["enrolments", "logins", "redirects", "sessions", "tokens"],
    ["recovery"],
  ],
  "server/protocol": [
    ["clients", "passkeys"],
    ["enrolment", "rules"],
    ["login"],
    ["redirects", "revocation", "tokens"],
  ],
  "server/administration": [
    ["audit", "authenticators", "hosts", "machines", "offboarding", "outlets", "roll-out", "rule-trials", "tickets"],
    ["backup", "move", "notices", "recovery", "retention", "rules"],
    ["overview", "people"],
  ],
  "server/surfaces": [
    ["edge", "get", "metrics", "tracing"],
    ["console"],
    ["shell"],
    ["openapi", "routes"],
    ["wiring"],
    ["commands"],
  ],
  web: [
    ["texts"],
    ["bundle", "clock.ts", "problem.ts"],
    ["machine.ts", "problem-named.ts"],
    ["bridge", "data", "ui"],
    ["approve", "authorize", "console", "enroll", "front-page.tsx", "get"],
    ["route.ts"],
    ["other-page.tsx"],
    ["main.tsx"],
    ["gallery"],
  ],
  "web/approve": [
    ["state.ts", "views"],
    ["reducer.ts", "report-trouble.ts", "seldom-view.tsx"],
    ["approval-view.tsx", "effects.ts", "follow-login.ts"],
    ["approval.ts"],
    ["approve-page.tsx"],
  ],
  "web/enroll": [
    ["state.ts", "views"],
    ["enrolment-view.tsx", "reducer.ts"],
    ["effects.ts"],
    ["enrolment.ts"],
    ["enroll-page.tsx"],
  ],
  test: [
    ["kit"],
    ["support"],
    ["vectors"],
    ["steps"],
    [
      "architecture",
      "attacks",
      "bench",
      "conformance",
      "demo",
      "e2e",
      "faults",
      "fuzz",
      "install",
      "interop",
      "properties",
      "scale",
      "storage",
    ],
  ],
  "web/console": [
    ["problem.ts"],
    ["wire"],
    ["console-context.ts", "session"],
    ["data", "form", "layout", "ui"],
    ["change", "mentions", "search", "table"],
    [
      ...["approvals", "archive", "authenticators", "clients", "enrolment", "hosts", "leases", "roll-out"],
      ...["machines", "mail", "overview", "rules"],
    ],
    ["log", "people", "recovery"],
    ["account", "groups"],
    ["pages.ts", "shell"],
    ["main.tsx"],
  ],
  "web/console/rules": [["draft.ts", "rules-tabs.tsx", "shown"], ["publish-rules.tsx"], ["book", "edit", "trials"]],
};

export const storeys: Rule = {
  says: "a room imports only rooms of lower storeys, in each folder that has storeys",
  because:
    "a reader who knows which rooms a room imports knows all that it can touch; one arrow back up, and each room can reach every other",
  broken: (file) => {
    // Tests of the test workspace are its rooms; those of every other one lie beside their sources and may play any part.
    const isBeside = isUnitTest(file.path) && !file.path.startsWith("test/");
    if (!isCode(file.path) || isBeside || isBuildScript(file.path)) return [];
    return Object.entries(STOREYS).flatMap(([folder, rooms]) =>
      file.path.startsWith(`${folder}/`) ? brokenIn(folder, rooms, file) : [],
    );
  },
  planted: [
    source("cli/keys/a.ts", `import { login } from "../login/login.ts";`),
    source("cli/keys/a.ts", `import type { World } from "../world/world.ts";`),
    source("cli/keys/tpm/a.ts", `export * from "../../server/http.ts";`),
    source("cli/login/a.ts", `const it = await import("../tools/obtain-credential.ts");`),
    source("cli/problems/a.ts", `import { VERSION } from "../version.ts";`),
    source("cli/version.ts", `import { main } from "./main.ts";`),
    source("shared/statements/hello.ts", `import type { Refusal } from "../chain/refusal.ts";`),
    source("shared/signing/jws.ts", `import { hello } from "../statements/hello.ts";`),
    source("shared/ids.ts", `export * from "@nearside/shared/chain/refusal.ts";`),
    source("shared/chain/hello/a.ts", `import { jwsSchema } from "../../api/login-requests.ts";`),
    source("extension/issuer/a.ts", `import { meet } from "../background/meet.ts";`),
    source("resource/proof/a.ts", `import { scopesOf } from "../token/demands.ts";`),
    source("server/platform/store/a.ts", `import { Login } from "../../register/logins/login.ts";`),
    source("server/protocol/login/a.ts", `import type { Route } from "../../surfaces/routes/token.ts";`),
    source("server/register/people/a.ts", `import type { Family } from "../tokens/token-store.ts";`),
    source("rules/reading/a.ts", `import { judge } from "../judging/judge.ts";`),
    source("test/kit/a.ts", `import { startServer } from "../support/nearside-server.ts";`),
    source("test/e2e/a.test.ts", `import { expectRefused } from "../attacks/support-refusals.ts";`),
    source("web/ui/button.tsx", `import { useLogin } from "../data/login.ts";`),
    source("extension/popup/popup.ts", `import { keys } from "../background/keys.ts";`),
    source("extension/content/main.ts", `import type { Keys } from "../background/keys.ts";`),
    source("extension/options/main.ts", `const { keys } = await import("../background/keys.ts");`),
    source("cli/login/a.ts", `import { bundle } from "../build.ts";`),
    source("cli/cellar/a.ts"),
    source("cli/cellar.ts"),
    source("web/ui/a.tsx", `import type { Login } from "../approve/state.ts";`),
    source("web/approve/a.tsx", `import { Named } from "../enroll/a.tsx";`),
    source("web/approve/views/a.tsx", `import { reduceApproval } from "../reducer.ts";`),
    source("web/console/people/a.tsx", `import { PAGES } from "../pages.ts";`),
    source("web/console/rules/shown/a.tsx", `import { ReplayForm } from "../trials/replay-form.tsx";`),
    source("web/console/machines/a.tsx", `const it = () => import("../log/logins-page.tsx");`),
  ],
  kept: [
    source(
      "cli/login/a.ts",
      `import { key } from "../keys/tpm/tpm-key.ts"; import "./login.ts"; import "../waiting.ts";`,
    ),
    source("cli/main.ts", `import { createProgram } from "./commands/login.ts"; import "@nearside/shared/ids.ts";`),
    source(
      "server/surfaces/routes/approve.ts",
      `import { login } from "../../register/logins/login.ts"; import "./body.ts";`,
    ),
    source(
      "test/attacks/a.test.ts",
      `import "../steps/stage.ts"; import "./support-flood.ts"; import "../kit/keys.ts";`,
    ),
    source("cli/keys/a.test.ts", `import { login } from "../login/login.ts";`),
    source("cli/testing/a.ts", `import { login } from "../login/login.ts";`),
    source("cli/build.ts", `import "./anything.ts";`),
    source(
      "web/console/people/a.tsx",
      `import "../mentions/person.tsx"; import "../../ui/button.tsx"; import "./b.ts";`,
    ),
    source("cli/bin/nearside.js", `import "../dist/nearside.js";`),
    source("web/main.tsx", `import "./styles/all.css"; import "./package.json";`),
    source("shared/chain/hello/a.ts", `import "../../statements/hello.ts"; import "../refusal.ts";`),
    source("examples/a.ts", `import "./adapters/hono.ts";`),
  ],
};

function brokenIn(folder: string, of: Storeys, file: Source): readonly string[] {
  /** "keys" of cli/keys/tpm/connection/open-tpm.ts, "main.ts" of cli/main.ts. */
  const roomOf = (path: string): string => path.slice(folder.length + 1).split("/")[0] ?? "";
  const heightOf = (path: string): number => of.findIndex((rooms) => rooms.includes(roomOf(path)));
  const own = heightOf(file.path);
  if (own === -1) return [`is in no room of the storeys of ${folder}: give it one`];
  return importsOf(file).flatMap(({ target, line }) => {
    if (target?.kind !== "file" || !target.path.startsWith(`${folder}/`)) return [];
    if (roomOf(target.path) === roomOf(file.path)) return [];
    const other = heightOf(target.path);
    const isMade = target.path.includes("/dist/");
    if (other === -1 && (isMade || !isCode(target.path))) return [];
    if (other === -1) return [`${line}: imports ${target.path}, which is in no room of the storeys of ${folder}`];
    const which = other === own ? "its own" : "a higher";
    return other < own ? [] : [`${line}: imports ${target.path}, of ${which} storey`];
  });
}
