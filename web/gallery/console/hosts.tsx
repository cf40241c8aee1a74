import { type HostLine, type HostRow, hostsApi } from "@nearside/shared/api/console/hosts.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ShownHosts } from "../../console/hosts/import-hosts-page.tsx";
import { Page } from "../../console/layout/page.tsx";
import { SampleConsole } from "./sample-console.tsx";

const ID = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
const DAY = 86_400_000;

export function hostSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const host: HostRow = { id: ID, name: "build-7.acme.example", type: "ssh-ed25519", added_at: now - 40 * DAY };
  const rows: readonly HostRow[] = [
    host,
    { ...host, id: `A${ID.slice(1)}`, name: `${"a-very-long-name.".repeat(9)}acme.example:2222`, type: "ssh-rsa" },
    { ...host, id: `B${ID.slice(1)}`, name: "db-3.acme.example", type: "ecdsa-sha2-nistp521", added_at: now - 60_000 },
  ];
  const list = (shown: readonly HostRow[], as: "owner" | "auditor") => (
    <SampleConsole
      clock={clock}
      path="/console/hosts"
      as={as}
      answers={{ [hostsApi.list.path]: { rows: shown, next: null, total: shown.length } }}
    />
  );
  const line: HostLine = { line: 1, action: "add", name: "build-8", from: null, id: ID, key: "", problem: null };
  const lines: readonly HostLine[] = [
    line,
    { ...line, line: 2, action: "rename", name: "build-7.acme.example", from: "build-7" },
    { ...line, line: 3, action: "same", name: "db-3.acme.example" },
    {
      ...{ ...line, line: 4, action: "refused", name: "|1|c2FsdA\u202e==|aGFzaA==", id: null, key: null },
      problem: "its name is hashed, so it can't be read: add the host by its name",
    },
  ];
  return {
    some: list(rows, "owner"),
    read_only: list(rows, "auditor"),
    none: list([], "owner"),
    none_read_only: list([], "auditor"),
    one: (
      <SampleConsole
        clock={clock}
        path={`/console/hosts/${ID}`}
        answers={{ [at(hostsApi.view, ID).address]: { host } }}
      />
    ),
    import_shown: (
      <SampleConsole
        clock={clock}
        path="/console/hosts/import"
        shown={() => (
          <Page title="Import known_hosts">
            <ShownHosts lines={lines} more />
          </Page>
        )}
      />
    ),
  };
}
