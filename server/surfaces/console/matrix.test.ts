import { may, PERMISSIONS, ROLE_NAMES, ROLES, type Role } from "@nearside/shared/roles.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { getFrom, postJson } from "../../../test/kit/send.ts";
import { consoleOf } from "../../testing/console.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { consoleRoutesOf, signInRoutesOf } from "../wiring/console-routes.ts";

// These tests cross roles and routes (threat I1): a person of each role, a caller without a session, and a session that ended ask each row.

const server = serverForAll();
const pages = new Map<Role, ConsolePage>();
beforeAll(async () => {
  for (const role of ROLES) pages.set(role, await consoleOf(server, role));
});

/** Fills the id in the path with one that names nothing. */
const pathOf = (path: string): string => path.replaceAll(/:[a-z]+/g, "nothing");
/** Lists every row, except the one that would end the session. */
const rows = () => consoleRoutesOf(server.services).filter(({ path }) => path !== "/api/console/sign-out");
const ask = ({ method, path }: { method: string; path: string }, page: ConsolePage) =>
  method === "GET" ? page.get(pathOf(path)) : page.post(pathOf(path), {});

describe.each(ROLES)("somebody whose role is %s", (role) => {
  it("is admitted where the role includes it, and nowhere else", async () => {
    const page = pages.get(role);
    if (page === undefined) throw new Error("nobody has that role");
    for (const row of rows()) {
      const { outcome } = await ask(row, page);
      const where = `${row.method} ${row.path}: ${outcome}`;
      if (may(role, row.entry.permission)) expect(outcome, where).not.toMatch(/^(401|403|5)/);
      else expect(outcome, where).toBe("403 not_permitted");
    }
  });
});

it("is admitted nowhere without a session", async () => {
  for (const { method, path } of rows()) {
    const answer = method === "GET" ? await getFrom(server, pathOf(path)) : await postJson(server, pathOf(path), {});
    expect(answer.outcome, `${method} ${path}`).toBe("401 not_signed_in");
  }
});

it("has a row for each address of the console, each with a permission that there is", () => {
  const all = [...consoleRoutesOf(server.services), ...signInRoutesOf(server.services)];
  for (const { path } of all) expect(path).toMatch(/^\/api\/console\//);
  for (const { entry } of consoleRoutesOf(server.services)) expect(PERMISSIONS).toHaveProperty([entry.permission]);
  expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
});

it("is told in docs/reference/roles.md", async () => {
  await expect(document()).toMatchFileSnapshot("../../../docs/reference/roles.md");
});

function document(): string {
  const head = (first: string) => [
    `| ${[first, ...ROLES.map((role) => ROLE_NAMES[role])].join(" | ")} |`,
    `| --- |${ROLES.map(() => " --- |").join("")}`,
  ];
  const marks = (permission: keyof typeof PERMISSIONS) =>
    ROLES.map((role) => (may(role, permission) ? "yes" : "")).join(" | ");
  const routes = consoleRoutesOf(server.services)
    .map(({ method, path, entry: { permission, kind } }) => {
      const touch = kind === "change" ? ", with a touch" : "";
      return `| \`${method} ${path}\` (${permission}${touch}) | ${marks(permission)} |`;
    })
    .sort();
  return [
    "# Roles",
    "",
    "Written by `server/surfaces/console/matrix.test.ts` from the table that the server goes by (`shared/roles.ts`); do not edit.",
    "A person has one role. Everything that the role does not allow is refused, and the security log records the refusal.",
    "Only owners give roles, and only owners touch owners, administrators and rule authors, or admit their machines.",
    "",
    ...head("may"),
    ...Object.entries(PERMISSIONS).map(([name, says]) => `| ${says} (\`${name}\`) | ${marks(name as never)} |`),
    "",
    "## Addresses",
    "",
    ...head("address"),
    ...routes,
    "",
  ].join("\n");
}
