import type { ClientRow } from "@nearside/shared/api/console/clients.ts";
import { clientTexts } from "../../texts/console/clients.tsx";
import { Badge } from "../ui/badge.tsx";

const texts = clientTexts.states;

/** Says whether people may rely on the program's name, or that the program is removed. */
export function ClientBadge({ client }: { client: Pick<ClientRow, "kind" | "state" | "verified"> }) {
  if (client.state === "revoked") return <Badge tone="alert">{texts.revoked}</Badge>;
  if (client.kind === "resource_server") return <Badge tone="near">{texts.active}</Badge>;
  return client.verified ? <Badge tone="near">{texts.verified}</Badge> : <Badge tone="wait">{texts.unverified}</Badge>;
}
