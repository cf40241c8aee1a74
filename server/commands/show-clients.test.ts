import { expect, it } from "vitest";
import type { ListedClient } from "../admin/client-messages.ts";
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
  registered_at: 0,
  by: "server_shell",
};

it("lets no client write to the administrator's terminal (threat B7)", () => {
  const text = showClients([client]);
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(text.split("\n")).toHaveLength(6);
  expect(text.split("\n")[0]).toMatch(/STRUCK OFF$/);
});
