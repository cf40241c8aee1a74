import { type ClientRow, clientsApi, clientTicketsApi } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { type SampleAnswers, SampleConsole } from "./sample-console.tsx";

const ID = "cl_AAAAAAAAAAAAAAAAAAAAAA";

export function clientSamples(clock: Clock): Record<string, ReactNode> {
  const client = (nth: number, more: Partial<ClientRow> = {}): ClientRow => ({
    id: `cl_${String(nth).padStart(22, "A")}`,
    kind: "command_line",
    name: `Program ${nth}`,
    verified: false,
    source: "registered",
    state: "active",
    scopes: ["read"],
    resources: ["https://api.acme.example"],
    registered_at: clock.now() - nth * 86_400_000,
    by: "console",
    ...more,
  });
  const deploy = client(1, { id: ID, name: "Acme deploy", verified: true, scopes: ["deploy", "read", "write"] });
  const orders = client(2, { kind: "resource_server", name: "Orders", scopes: [], by: "client_ticket" });
  const rows = [
    deploy,
    orders,
    client(3, { name: "As long as a name may be, sixty-four of these characters in all.", by: "server_shell" }),
    client(4, { state: "revoked", scopes: [] }),
  ];
  const builtIn = client(5, {
    id: "nearside-cli",
    name: "Nearside command line",
    verified: true,
    source: "built_in",
    registered_at: null,
    by: null,
  });
  const configured = {
    clients: [builtIn],
  };
  const usable = {
    tickets: [
      {
        id: "h".repeat(43),
        kinds: ["command_line"],
        scopes: ["deploy", "read"],
        resources: ["https://api.example.com"],
        detail_types: ["payment"],
        uses_left: 3,
        created_at: clock.now() - 3_600_000,
        expires_at: clock.now() + 82_800_000,
      },
    ],
    more: false,
  };
  const about = {
    redirect_uris: ["http://127.0.0.1/callback"],
    executables: null,
    detail_types: null,
    access_token_seconds: 900,
    refresh_token_seconds: 43_200,
    keys: [],
    exchange: { resources: [], scopes: [] },
    logins: 3,
    allowed: null,
  };
  const sample = (path: string, answers: SampleAnswers, as: Role = "administrator") => (
    <SampleConsole
      clock={clock}
      path={path}
      as={as}
      answers={{ [clientsApi.configured.path]: configured, ...answers }}
    />
  );
  const one = (row: ClientRow, more: object = {}) => ({
    [at(clientsApi.view, row.id).address]: { client: row, ...about, ...more },
  });
  return {
    list: sample("/console/clients", { [clientsApi.list.path]: { rows, next: null, total: 4 } }),
    empty: sample("/console/clients", { [clientsApi.list.path]: { rows: [], next: null, total: 0 } }),
    program: sample(`/console/clients/${ID}`, one({ ...deploy, verified: false })),
    api: sample(
      `/console/clients/${orders.id}`,
      one(orders, {
        redirect_uris: [],
        access_token_seconds: null,
        refresh_token_seconds: null,
        keys: ["k".repeat(43)],
        logins: 0,
      }),
    ),
    built_in: sample(
      "/console/clients/nearside-cli",
      one(
        {
          ...builtIn,
          scopes: ["openid", "profile", "read", "write", "orders:read"],
          resources: ["https://api.acme.example"],
        },
        { redirect_uris: [], allowed: { scopes: ["orders:read"], resources: ["https://api.acme.example"] } },
      ),
    ),
    built_in_alone: sample(
      "/console/clients/nearside-cli",
      one({ ...builtIn, resources: [] }, { redirect_uris: [], allowed: { scopes: [], resources: [] } }),
      "auditor",
    ),
    removed: sample(
      `/console/clients/${rows[3]?.id}`,
      one({ ...deploy, id: rows[3]?.id ?? "", state: "revoked" }),
      "auditor",
    ),
    new: sample("/console/clients/new", {}),
    ticket: sample("/console/clients/ticket", { [clientTicketsApi.list.path]: usable }),
  };
}
