import type { ClientRow } from "@nearside/shared/api/console/clients.ts";
import { Badge } from "../ui/badge.tsx";

export const KIND_WORDS: Readonly<Record<ClientRow["kind"], string>> = {
  command_line: "Command line",
  resource_server: "API",
};

export const BY_WORDS: Readonly<Record<NonNullable<ClientRow["by"]>, string>> = {
  client_ticket: "by a ticket",
  server_shell: "on the server's shell",
  console: "in the console",
  description: "by its own description at that address",
};

/** Says whether people may rely on the program's name, or that the program is struck off. */
export function ClientStanding({ client }: { client: Pick<ClientRow, "kind" | "state" | "verified"> }) {
  if (client.state === "revoked") return <Badge tone="alert">Struck off</Badge>;
  if (client.kind === "resource_server") return <Badge tone="near">In force</Badge>;
  return client.verified ? <Badge tone="near">Verified</Badge> : <Badge tone="wait">Not verified</Badge>;
}
