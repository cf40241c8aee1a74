import {
  type RollOutAnswer,
  type RollOutMachine,
  rollOutApi,
  type VersionsAnswer,
} from "@nearside/shared/api/console/roll-out.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { SampleConsole } from "./sample-console.tsx";

const ID = "kmbjgbhkkcnlkbjnfpgilnmgfjpgpkoe";
const DAY = 86_400_000;
const TEXT = `${JSON.stringify({ ExtensionSettings: { [ID]: { installation_mode: "force_installed" } } }, null, 2)}\n`;

export function rollOutSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const answer: RollOutAnswer = {
    issuer: "https://login.acme.example",
    extension: "0.2.0",
    firefox: "handed_out",
    ids: [{ id: ID, state: "active", created_at: now - 90 * DAY, kept_back: false }],
    policies: [
      {
        browser: "Chromium",
        system: "linux",
        name: "nearside.json",
        folder: "/etc/chromium/policies/managed",
        type: "application/json",
        text: TEXT,
      },
      {
        browser: "Google Chrome",
        system: "windows",
        name: "nearside-chrome.reg",
        folder: null,
        type: "text/plain",
        text: `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome\\3rdparty\\extensions\\${ID}\\policy\\issuers]`,
      },
    ],
  };
  const rolledOut = (shown: RollOutAnswer) => (
    <SampleConsole clock={clock} path="/console/roll-out" answers={{ [rollOutApi.view.path]: shown }} />
  );
  const versions: VersionsAnswer = {
    command_line_here: "0.2.0",
    extension_here: "0.2.0",
    command_line: [
      { version: "0.2.0", is: "current", count: 281 },
      { version: "0.1.0", is: "behind", count: 12 },
      { version: "0.3.0-rc.1", is: "unknown", count: 1 },
      { version: null, is: "unknown", count: 3 },
    ],
    extension: [{ version: "0.2.0", is: "current", count: 290 }],
  };
  const machine: RollOutMachine = {
    id: "bs_AAAAAAAAAAAAAAAAAAAAAA",
    hostname: "laptop-7",
    os: "Debian GNU/Linux 13 (trixie)",
    owner: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "alice", state: "active" },
    last_seen_at: now - DAY,
    command_line: "0.1.0",
    command_line_is: "behind",
    extensions: [{ version: "0.2.0", is: "current" }],
  };
  const rows: readonly RollOutMachine[] = [
    machine,
    {
      ...machine,
      id: "bs_BBBBBBBBBBBBBBBBBBBBBB",
      hostname: `${"a-very-long-name.".repeat(6)}acme.example\u202e`,
      command_line: "0.2.0",
      command_line_is: "current",
      extensions: [
        { version: "0.1.0", is: "behind" },
        { version: "0.9.0", is: "ahead" },
      ],
    },
    { ...machine, id: "bs_CCCCCCCCCCCCCCCCCCCCCC", command_line: null, command_line_is: "unknown", extensions: [] },
  ];
  const listed = (counts: VersionsAnswer, shown: readonly RollOutMachine[]) => (
    <SampleConsole
      clock={clock}
      path="/console/roll-out/versions"
      answers={{
        [rollOutApi.versions.path]: counts,
        [rollOutApi.machines.path]: { rows: shown, next: null, total: shown.length },
      }}
    />
  );
  return {
    policies: rolledOut(answer),
    two_ids: rolledOut({
      ...answer,
      firefox: "other_version",
      ids: [
        { id: `a${ID.slice(1)}`, state: "active", created_at: now - DAY, kept_back: false },
        { id: ID, state: "retired", created_at: now - 90 * DAY, kept_back: true },
      ],
    }),
    not_built: rolledOut({ ...answer, extension: null, firefox: "not_built", ids: [], policies: [] }),
    versions: listed(versions, rows),
    no_machines: listed({ ...versions, command_line: [], extension: [] }, []),
  };
}
