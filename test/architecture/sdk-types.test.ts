// The declarations that the build makes for @nearside/cli/sdk, as another author's program sees them: strict, every declaration checked, and with
// nothing installed but it.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";

const run = promisify(execFile);
const dist = join(repository, "cli/dist");

const PROGRAM = `
import { Nearside, NearsideError, type NearsideErrorCode, type NearsideEvent, type Session, type Token } from "@nearside/cli/sdk";

const nearside: Nearside = await Nearside.open({ clientId: "orders-cli", onEvent: ({ message }) => console.error(message) });
const session: Session = await nearside.signIn({
  scope: "orders:read",
  resource: ["https://api.example.com"],
  authorizationDetails: [{ type: "payment", amount: 3 }],
  signal: AbortSignal.timeout(1000),
  stepUp: ({ maxAge }) => maxAge !== undefined,
});
const answer: Response = await session.fetch("https://api.example.com/orders", { method: "POST", body: "x" });
const token: Token = await session.token();
const headers: { authorization: string; dpop: string } = (await session.proof("GET", "https://x")).headers;

export function told(event: NearsideEvent): string | number {
  switch (event.type) {
    case "approval_needed":
      return event.expiresIn;
    case "step_up":
      return event.scope ?? "";
    case "peer_refused":
      return event.code;
    case "protection":
      return event.facts[0]?.cure ?? event.message;
    case "wanted":
      return event.rules[0]?.title ?? event.what;
    case "second_person":
      return event.askedTotal - event.asked.length + event.quorum - event.have;
    case "question":
      void event.answer?.("It is backed up.").catch(() => undefined);
      return event.from + event.question;
    case "folder_chose":
    case "browser_opened":
    case "browser_not_opened":
    case "signed_in":
    case "renewing":
    case "not_revoked":
    case "other_issuer":
    case "waiting_for_keyring":
      return event.message;
    default:
      return event satisfies never;
  }
}

export function ending(error: unknown): number {
  if (!(error instanceof NearsideError)) return 1;
  const code: NearsideErrorCode = error.code;
  return code === "denied" ? 0 : error.exitCode;
}

// @ts-expect-error the set of codes is closed
export const wrong: NearsideErrorCode = "dennied";
// @ts-expect-error a program has a name
await Nearside.open({});
// @ts-expect-error redirects are never followed
await session.fetch("https://x", { redirect: "follow" });
export { answer, token, headers };
`;

/** The five lines that the documents promise: their first piece of TypeScript. */
async function promised(document: string): Promise<string> {
  const [, code] = /^```ts\n([\s\S]*?)^```/m.exec(await readFile(join(repository, document), "utf8")) ?? [];
  if (code === undefined) throw new Error(`${document} shows no TypeScript`);
  return `${code}export { answer };\n`;
}

const FILES = ["program.ts", "cli-readme.ts", "examples-readme.ts"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-types-"));
  await mkdir(join(folder, "node_modules/@nearside"), { recursive: true });
  await symlink(join(repository, "cli"), join(folder, "node_modules/@nearside/cli"));
  await symlink(join(repository, "node_modules/@types"), join(folder, "node_modules/@types"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  const texts = [PROGRAM, await promised("cli/README.md"), await promised("examples/README.md")];
  for (const [index, name] of FILES.entries()) await writeFile(join(folder, name), texts[index] ?? "");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the declarations of @nearside/cli/sdk, and the login in five lines", () => {
  it.each([
    ["Node's types", { types: ["node"] }],
    ["a browser's, as those who bundle have", { types: [], lib: ["es2022", "dom"] }],
  ])("are sound with %s", async (_with, chosen) => {
    const compilerOptions = {
      ...{ target: "es2022", module: "nodenext", strict: true, noEmit: true, skipLibCheck: false },
      ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true },
      ...{ noPropertyAccessFromIndexSignature: true, isolatedModules: true, noImplicitOverride: true },
      ...chosen,
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: FILES }));
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const reported = await run(process.execPath, [tsc, "-p", folder]).then(
      () => "",
      (error: { stdout: string }) => error.stdout,
    );
    expect(reported).toBe("");
  });

  it("name nothing but each other", async () => {
    const names = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith(".d.ts"));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) {
      const text = await readFile(join(dist, name), "utf8");
      const named = [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, specifier = ""]) => specifier);
      expect(named.filter((specifier) => !/^\.\.?\//.test(specifier))).toEqual([]);
    }
  });
});
