import {
  ATTENTION_KINDS,
  FIRST_DAY_STEPS,
  type FigureDays,
  type Figures,
  type Overview,
  overviewApi,
} from "@nearside/shared/api/console/overview.ts";
import { type ProcessSettings, processesApi } from "@nearside/shared/api/console/processes.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, type SampleAnswers, SampleConsole } from "./sample-console.tsx";

const AGREED: ProcessSettings = { process: "0.0.0.0:4790", differing: [] };
const DIFFERING: ProcessSettings = {
  process: "0.0.0.0:4790",
  differing: [
    { setting: "policy.requirePeer", processes: ["10.0.0.7:4790"] },
    {
      setting: "limits.introspectionsPerResourceServerPerMinute",
      processes: Array.from({ length: 12 }, (_, number) => `[2001:db8:85a3::8a2e:370:${7330 + number}]:4790`),
    },
    { setting: "wrappingKey", processes: ["10.0.0.7:4790"] },
  ],
};

const CALM: Overview = { attention: [], first_day: FIRST_DAY_STEPS.map((step) => ({ step, done: true })) };
const DONE = new Set(["own_machine", "mail", "invitation"]);
const FIRST_DAY: Overview = {
  attention: [],
  first_day: FIRST_DAY_STEPS.map((step) => ({ step, done: DONE.has(step) })),
};

/** Everything at once: one of some, many of others. */
const everything = (now: number): Overview => ({
  attention: ATTENTION_KINDS.map((kind, at) => ({
    kind,
    count: kind === "quarantined" ? null : kind === "break_glass_codes" ? 0 : at % 3 === 0 ? 1 : at * 7,
    at: kind === "alarms" ? now - 7 * 86_400_000 : /expiring|ending/.test(kind) ? now + at * 240_000 : null,
  })),
  first_day: CALM.first_day,
});

/** Numbers that go up and down, the same each time. */
const wave = (day: number, height: number, shift = 0): number =>
  Math.max(0, Math.round(height * (1 + Math.sin(day * 0.9 + shift)) * (day % 7 < 5 ? 1 : 0.2)));

const full = (days: FigureDays): Figures => ({
  logins: Array.from({ length: days }, (_, day) => ({
    issued: wave(day, 140),
    approved: day === days - 1 ? 3 : 0,
    waiting: day === days - 1 ? 8 : 0,
    denied: wave(day, 6, 2),
    refused: wave(day, 12, 4),
    expired: wave(day, 20, 1),
    cancelled: wave(day, 9, 3),
  })),
  foreign: Array.from({ length: days }, (_, day) => ({
    opened: day % 11 === 3 ? 2 : 0,
    disowned: day % 13 === 5 ? 1 : 0,
  })),
  refusals: {
    reasons: [
      { reason: "rule_denied", logins: 231 },
      { reason: "device_quarantined", logins: 57 },
      { reason: "rule_unmet", logins: 41 },
      { reason: "user_inactive", logins: 8 },
      { reason: "place_ended", logins: 3 },
      { reason: "extension_revoked", logins: 1 },
    ],
    others: 2,
  },
  programs: {
    clients: [
      { id: "nearside", name: "Nearside", logins: 2451 },
      { id: "cl_AAAAAAAAAAAAAAAAAAAAAA", name: "Deploy \u202Eevil", logins: 620 },
      {
        id: "https://tools.acme.example/client",
        name: "The very long name of an internal tool for databases",
        logins: 212,
      },
      { id: "cl_BBBBBBBBBBBBBBBBBBBBBB", name: "kubectl", logins: 97 },
    ],
    others: 18,
  },
  people: { enrolled: 184, not_enrolled: 23, open_tickets: 12 },
  keys: { tpm: 121, keyring: 64, file: 9 },
  models: {
    models: [
      { aaguid: "adce0002-35bc-c60a-648b-0b25f1f05503", name: "Chrome on Mac", passkeys: 96 },
      { aaguid: "08987058-cadc-4b81-b6e1-30de50dcbe96", name: "Windows Hello Hardware Authenticator", passkeys: 71 },
      { aaguid: "2fc0579f-8113-47ea-b116-bb5a8db9202a", name: "YubiKey 5 Series with NFC", passkeys: 40 },
      { aaguid: "00000000-0000-0000-0000-000000000000", name: null, passkeys: 12 },
    ],
    others: 0,
  },
});

const NO_DAY = { issued: 0, approved: 0, waiting: 0, denied: 0, refused: 0, expired: 0, cancelled: 0 };
const EMPTY: Figures = {
  logins: Array.from({ length: 30 }, () => NO_DAY),
  foreign: Array.from({ length: 30 }, () => ({ opened: 0, disowned: 0 })),
  refusals: { reasons: [], others: 0 },
  programs: { clients: [], others: 0 },
  people: { enrolled: 1, not_enrolled: 0, open_tickets: 0 },
  keys: { tpm: 0, keyring: 0, file: 0 },
  models: { models: [], others: 0 },
};

const answersOf = (overview: unknown, figures: unknown, settings: ProcessSettings = AGREED): SampleAnswers => ({
  [overviewApi.state.path]: overview,
  [overviewApi.figures.path]: figures,
  [processesApi.settings.path]: settings,
});

/** The answers of an overview on a calm day: nothing needs attention, and the pictures are empty. */
export const CALM_OVERVIEW = answersOf(CALM, EMPTY);

export function overviewSamples(clock: Clock): Record<string, ReactNode> {
  const sample = (answers: SampleAnswers, as: Role = "owner", path = "/console") => (
    <SampleConsole clock={clock} path={path} as={as} answers={answers} />
  );
  return {
    full: sample(answersOf(everything(clock.now()), full(30))),
    week: sample(
      answersOf(CALM, { ...full(7), people: { enrolled: 90_000, not_enrolled: 23, open_tickets: null } }),
      "auditor",
      "/console?days=7",
    ),
    quarter: sample(answersOf(CALM, full(90)), "administrator", "/console?days=90"),
    empty: sample(CALM_OVERVIEW),
    first_day: sample(answersOf(FIRST_DAY, EMPTY)),
    differing: sample(answersOf(CALM, { ...full(30), models: null }, DIFFERING), "rule_author"),
    user: sample(answersOf({ attention: [{ kind: "approvals", count: 2, at: null }], first_day: [] }, NEVER), "user"),
    failed: sample(answersOf(new ConsoleProblem("server_failed"), new ConsoleProblem("read_too_long"))),
  };
}
