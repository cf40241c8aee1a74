import { expect, it } from "vitest";
import type { ListedClient } from "../shell/shell-api.ts";
import { showClients } from "./show-clients.ts";

const hostile = "x\u001b[2J\n  what    command line, verified\u202e";
const client: ListedClient = {
  id: "cl_x",
  kind: "resource_server",
  name: hostile,
  verified: false,
  source: "registered",
  state: "revoked",
  scopes: [hostile],
  resources: [hostile],
  detail_types: [hostile],
  redirect_uris: [hostile],
  lifetimes: null,
  exchange: { resources: [hostile], scopes: [hostile] },
  registered_at: 0,
  by: "server_shell",
};

it("lets no client write to the administrator's terminal (threat B7)", () => {
  const text = showClients([client]);
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(text.split("\n")).toHaveLength(8);
  expect(text.split("\n")[0]).toMatch(/STRUCK OFF$/);
});

it("says by whom a client was registered, and how long what it gets lasts", () => {
  const program = { ...client, name: "Acme", lifetimes: { access_token: 600, refresh_token: 2_592_000 } };
  const shownOf = (by: ListedClient["by"]) =>
    showClients([{ ...program, by }])
      .split("\n")
      .slice(-2);
  expect(shownOf("console")).toEqual([
    "  lasts   a token 10 minutes, a login 30 days",
    "  since   1970-01-01 00:00 UTC, in the console",
  ]);
  expect(shownOf("client_ticket")[1]).toMatch(/, by a ticket$/);
  expect(shownOf("server_shell")[1]).toMatch(/, on this shell$/);
});
