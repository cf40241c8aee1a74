import type { ClientAnswer, ClientRow } from "@nearside/shared/api/console/clients.ts";
import { expect, it } from "vitest";
import { showClients } from "./show-clients.ts";

const hostile = "x\u001b[2J\n  what    command line, verified\u202e";
const client: ClientRow = {
  id: "cl_x",
  kind: "resource_server",
  name: hostile,
  verified: false,
  source: "registered",
  state: "revoked",
  scopes: [hostile],
  resources: [hostile],
  registered_at: 0,
  by: "server_shell",
};
const answer: ClientAnswer = {
  client,
  redirect_uris: [hostile],
  executables: null,
  detail_types: [hostile],
  access_token_seconds: null,
  refresh_token_seconds: null,
  keys: [hostile],
  exchange: { resources: [hostile], scopes: [hostile] },
  logins: 0,
  allowed: null,
};

it("lets no client write to the administrator's terminal (threat B7)", () => {
  const text = showClients([answer]);
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(text.split("\n")).toHaveLength(8);
  expect(text.split("\n")[0]).toMatch(/REMOVED$/);
});

it("says by whom a client was registered, and how long what it gets lasts", () => {
  const program = { ...answer, access_token_seconds: 600, refresh_token_seconds: 2_592_000 };
  const shownOf = (by: ClientRow["by"]) =>
    showClients([{ ...program, client: { ...client, name: "Acme", by } }])
      .split("\n")
      .slice(-2);
  expect(shownOf("console")).toEqual([
    "  lasts   a token 10 minutes, a login 30 days",
    "  since   1970-01-01 00:00 UTC, in the console",
  ]);
  expect(shownOf("client_ticket")[1]).toMatch(/, with a registration ticket$/);
  expect(shownOf("server_shell")[1]).toMatch(/, at this shell$/);
});
